#!/bin/sh
# A worker that has made pictures smaller: glibc keeps what they needed.
# verdict: retention
# reads: glibc
# needs: php-fpm8.2 php-imagick
# look: worker
# first: MALLOC_MMAP_THRESHOLD_
# myth: MALLOC_ARENA_MAX=1
exec "$PROGRAMS/fpm" "$FOLDER" '
for ($i = 0; $i < 6; $i++) {
    $picture = new Imagick();
    $picture->newPseudoImage(2400, 1600, "gradient:red-blue");
    $picture->resizeImage(800, 500, Imagick::FILTER_LANCZOS, 1);
    $picture->clear();
}'
