package lacuna.heap.hotspot;

/** What the tags of G1's regions mean in the VM at hand, and where a region has its words. */
record RegionKinds(
        int bottom, int top, int end, int type, int free, int eden, int survivor, int humongous, int archive, int old) {
    private static final int NONE = Integer.MIN_VALUE;

    static RegionKinds of(VmFields vm) {
        int tag = vm.offset(VmFields.G1_REGION_TYPE, "_tag");
        return new RegionKinds(
                vm.offset(VmFields.G1_REGION, "_bottom"),
                vm.offset(VmFields.G1_REGION, "_top"),
                vm.offset(VmFields.G1_REGION, "_end"),
                vm.offset(VmFields.G1_REGION, "_type") + Math.max(0, tag),
                number(vm, "FreeTag"),
                number(vm, "EdenTag"),
                number(vm, "SurvTag"),
                number(vm, "HumongousMask"),
                number(vm, "ArchiveMask"),
                number(vm, "OldMask"));
    }

    /** The region whose object is at {@code region}: not a sound one where it cannot be read. */
    Space space(VmFields vm, long region) {
        if (region <= 0 || bottom < 0 || top < 0 || end < 0 || type < 0) {
            return new Space(Space.Kind.FREE, 0, 0, 0);
        }
        int tag = vm.half(region + type);
        Space.Kind kind;
        if (tag == free) {
            kind = Space.Kind.FREE;
        } else if (tag == eden) {
            kind = Space.Kind.EDEN;
        } else if (tag == survivor) {
            kind = Space.Kind.SURVIVOR;
        } else if (has(tag, humongous)) {
            kind = Space.Kind.HUMONGOUS;
        } else if (has(tag, archive)) {
            kind = Space.Kind.ARCHIVE;
        } else if (has(tag, old)) {
            kind = Space.Kind.OLD;
        } else {
            return new Space(Space.Kind.FREE, 0, 0, 0);
        }
        return new Space(kind, vm.word(region + bottom), vm.word(region + top), vm.word(region + end));
    }

    private static boolean has(int tag, int mask) {
        return mask != NONE && tag > 0 && (tag & mask) != 0;
    }

    private static int number(VmFields vm, String name) {
        return vm.number(VmFields.G1_REGION_TYPE, name).orElse(NONE);
    }
}
