#!/usr/bin/env php8.2
<?php
# Pictures were made smaller: glibc's mmap threshold rose with the first, and the heap keeps the rest.
# verdict: retention
# reads: glibc
# needs: php-imagick
# first: MALLOC_MMAP_THRESHOLD_
# myth: MALLOC_ARENA_MAX=1
$resident = fn() => 4096 * (int) explode(' ', file_get_contents('/proc/self/statm'))[1];
new Imagick();
$before = $resident();
for ($i = 0; $i < 6; $i++) {
    $picture = new Imagick();
    $picture->newPseudoImage(2400, 1600, 'gradient:red-blue');
    $picture->resizeImage(800, 500, Imagick::FILTER_LANCZOS, 1);
    $picture->setImageFormat('jpeg');
    $kept[] = substr($picture->getImageBlob(), 0, 5000);
    $picture->clear();
}
echo 'true_bytes=', $resident() - $before, "\nready\n";
fgets(STDIN);
