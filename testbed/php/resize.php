<?php
// Resizes a picture to fifteen sizes with imagick: the pixels are malloc's, not PHP's.
require __DIR__ . '/rest.php';
$original = new Imagick();
$original->newPseudoImage(1800, 1200, 'plasma:fractal');
$kept = [];
for ($i = 1; $i <= 15; $i++) {
    $picture = clone $original;
    $picture->resizeImage($i * 100, 0, Imagick::FILTER_LANCZOS, 1);
    $kept[] = $picture;
}
stand();
