#!/usr/bin/env php8.2
<?php
# Pictures were made smaller: glibc's mmap threshold rose with the first, and the heap keeps the rest.
# verdict: retention
# reads: glibc
# needs: php-imagick
# first: MALLOC_MMAP_THRESHOLD_
# myth: MALLOC_ARENA_MAX=1
for ($i = 0; $i < 6; $i++) {
    $picture = new Imagick();
    $picture->newPseudoImage(3000, 2000, 'gradient:red-blue');
    $picture->resizeImage(1500, 1000, Imagick::FILTER_LANCZOS, 1);
    $picture->setImageFormat('jpeg');
    $kept[] = substr($picture->getImageBlob(), 0, 5000);
    $picture->clear();
}
echo "true_bytes=0\nready\n";
fgets(STDIN);
