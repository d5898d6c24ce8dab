package lacuna.doctor.remedy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import lacuna.doctor.evidence.Evidence;
import lacuna.doctor.evidence.Heaps;
import lacuna.doctor.verdict.Diagnosis;
import lacuna.doctor.verdict.Verdict;
import lacuna.heap.ledger.HeapAccount;

/**
 * Another allocator, where whole free pages are what is lost: never blindly, but as a script that first starts the same
 * program under it and looks whether its malloc is really bound. Never for PHP, whose extensions keep libc's malloc.
 */
final class PreloadRemedy implements Remedy {
    private static final List<String> LIBRARIES = List.of(
            "/usr/lib/x86_64-linux-gnu/libjemalloc.so.2",
            "/usr/lib/aarch64-linux-gnu/libjemalloc.so.2",
            "/usr/lib64/libjemalloc.so.2",
            "/usr/lib/libjemalloc.so.2");

    @Override
    public List<Prescription> against(Diagnosis diagnosis, Evidence evidence) {
        boolean isKept = diagnosis.holds(Verdict.RETENTION) || diagnosis.holds(Verdict.ARENA_SPRAWL);
        boolean onlyGlibc = evidence.has(Heaps.GLIBC) && evidence.accounts().size() == 1;
        String executable = evidence.subject().executable();
        if (!isKept || !onlyGlibc || !executable.startsWith("/") || executable.contains("'")) {
            return List.of();
        }
        Optional<String> library = evidence.subject().pid().isPresent()
                ? installed(evidence.subject().pid().getAsInt())
                : Optional.empty();
        String conf = evidence.subject().sharesProgram()
                ? "dirty_decay_ms:0,muzzy_decay_ms:0"
                : "background_thread:true,dirty_decay_ms:1000,muzzy_decay_ms:0";
        long kept = evidence.sum(HeapAccount::releasable);
        return List.of(new Prescription(
                "script",
                "try-jemalloc.sh",
                script(executable, library.orElse(LIBRARIES.getFirst()), conf),
                "jemalloc gives back freed pages by itself; whether this program runs under it is tried before anything "
                        + "is changed" + (library.isPresent() ? "" : " (install libjemalloc2 first)"),
                kept,
                false,
                "a different allocator changes speed and peaks: compare both under load; the library must be there in "
                        + "the service's own container or chroot",
                "the script ends with the drop-in to use, or with why not to; after the restart lacuna heap shows jemalloc",
                "rm the drop-in && systemctl daemon-reload && restart"));
    }

    /** Where the process looks: in its own container or chroot. */
    private static Optional<String> installed(int pid) {
        Path root = Path.of("/proc", Integer.toString(pid), "root");
        return LIBRARIES.stream()
                .filter(path -> Files.exists(root.resolve(path.substring(1))))
                .findFirst();
    }

    private static String script(String executable, String library, String conf) {
        return """
                #!/bin/sh
                # Starts the program once under jemalloc, without its service, and looks whether malloc is bound to it.
                program='%s'
                library='%s'
                [ -e "$library" ] || { echo "not here: $library"; exit 1; }
                case ${program##*/} in
                    nginx) set -- -t ;;
                    mariadbd | mysqld) set -- --validate-config ;;
                    java) set -- -version ;;
                    python* | ruby*) set -- -c '' ;;
                    *) set -- --version ;;
                esac
                log=$(mktemp)
                trap 'rm -f "$log"' EXIT
                LD_PRELOAD=$library MALLOC_CONF=%s,abort_conf:true LD_DEBUG=bindings LD_DEBUG_OUTPUT=$log \\
                    timeout 20 "$program" "$@" >/dev/null 2>&1
                code=$?
                [ $code -lt 124 ] || { echo "do not use it: the program ended with $code under jemalloc"; exit 1; }
                elsewhere=$(cat "$log".* | grep "normal symbol .malloc'" | grep "to [^ ]*libc\\.so")
                rm -f "$log".*
                [ -z "$elsewhere" ] || { echo "do not use it: malloc is bound elsewhere too:"; echo "$elsewhere"; exit 1; }
                echo "it starts, and malloc is bound to jemalloc. The drop-in:"
                echo '[Service]'
                echo 'Environment="LD_PRELOAD='"$library"'"'
                echo 'Environment="MALLOC_CONF=%s"'
                """.formatted(executable, library, conf, conf);
    }
}
