package lacuna.report.json;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** One JSON document, written as it is known. What is absent is not written: 0 always means 0. */
public final class JsonDocument implements AutoCloseable {
    private final JsonGenerator generator;

    private JsonDocument(JsonGenerator generator) {
        this.generator = generator;
    }

    /** Begins a document of the schema {@code name}/{@code version} on {@code out}, which stays open at the end. */
    public static JsonDocument begin(OutputStream out, String name, int version) {
        try {
            JsonGenerator generator = new JsonFactory().createGenerator(out, JsonEncoding.UTF8);
            generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            generator.setPrettyPrinter(new DefaultPrettyPrinter());
            JsonDocument document = new JsonDocument(generator);
            generator.writeStartObject();
            return document.text("schema", "lacuna." + name + "/" + version);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes members or elements; lets the writing of nested values read as nested code. */
    public interface Body {
        void write() throws IOException;
    }

    public JsonDocument object(String name, Body members) {
        return writing(() -> {
            generator.writeObjectFieldStart(name);
            members.write();
            generator.writeEndObject();
        });
    }

    public JsonDocument array(String name, Body elements) {
        return writing(() -> {
            generator.writeArrayFieldStart(name);
            elements.write();
            generator.writeEndArray();
        });
    }

    /** An object that is an element of an array. */
    public JsonDocument element(Body members) {
        return writing(() -> {
            generator.writeStartObject();
            members.write();
            generator.writeEndObject();
        });
    }

    /** A string that is an element of an array. */
    public JsonDocument element(String value) {
        return writing(() -> generator.writeString(value));
    }

    /** A number that is an element of an array. */
    public JsonDocument element(long value) {
        return writing(() -> generator.writeNumber(value));
    }

    public JsonDocument text(String name, String value) {
        return writing(() -> generator.writeStringField(name, value));
    }

    public JsonDocument text(String name, Optional<String> value) {
        return value.map(present -> text(name, present)).orElse(this);
    }

    public JsonDocument number(String name, long value) {
        return writing(() -> generator.writeNumberField(name, value));
    }

    public JsonDocument number(String name, OptionalLong value) {
        return value.isPresent() ? number(name, value.getAsLong()) : this;
    }

    public JsonDocument number(String name, double value) {
        return writing(() -> generator.writeNumberField(name, value));
    }

    public JsonDocument number(String name, OptionalDouble value) {
        return value.isPresent() ? number(name, value.getAsDouble()) : this;
    }

    public JsonDocument truth(String name, boolean value) {
        return writing(() -> generator.writeBooleanField(name, value));
    }

    public JsonDocument time(String name, Instant value) {
        return text(name, DateTimeFormatter.ISO_INSTANT.format(value));
    }

    private JsonDocument writing(Body part) {
        try {
            part.write();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        writing(() -> {
            generator.writeEndObject();
            generator.writeRaw('\n');
            generator.close();
        });
    }
}
