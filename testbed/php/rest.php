<?php
// Prints what PHP says of its heap, then stands until SIGUSR1. What is measured stays true: the figures go into variables
// that are there already, and what printing allocates is freed again. Then tells what gc_mem_caches() returned, and stands.
pcntl_signal(SIGUSR1, function () {});
$usage = $real = $peak = $realPeak = $returned = 0;
echo 'version=', PHP_VERSION, "\n";

function stand(): void
{
    global $usage, $real, $peak, $realPeak, $returned;
    $peak = memory_get_peak_usage();
    $realPeak = memory_get_peak_usage(true);
    $real = memory_get_usage(true);
    $usage = memory_get_usage();
    echo 'usage=', $usage, "\n", 'real=', $real, "\n", 'peak=', $peak, "\n", 'real_peak=', $realPeak, "\n", "ready\n";
    sleep(600);
    $returned = gc_mem_caches();
    echo 'returned=', $returned, "\n";
    echo 'usage=', memory_get_usage(), "\n";
    echo 'real=', memory_get_usage(true), "\n";
    sleep(600);
}
