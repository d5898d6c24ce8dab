<?php
// A static array that holds so many records: live data, and no holes.
require __DIR__ . '/rest.php';
class Cache
{
    private static array $all = [];

    public static function add(int $key): void
    {
        self::$all["key$key"] = ['id' => $key, 'name' => "name of $key", 'at' => microtime(true), 'tags' => ["a$key"]];
    }
}
$count = (int) ($argv[1] ?? 100000);
for ($i = 0; $i < $count; $i++) {
    Cache::add($i);
}
stand();
