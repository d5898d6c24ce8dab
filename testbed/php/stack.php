<?php
namespace Depths;
// Stands in sleep(), called from a closure in a static method in a method in a function.
class Well
{
    public function descend(int $steps): void
    {
        if ($steps > 0) {
            $this->descend($steps - 1);
            return;
        }
        self::bottom(function () {
            \sleep(600);
        });
    }

    public static function bottom(callable $rest): void
    {
        $rest();
    }
}

function enter(): void
{
    (new Well())->descend(2);
}

echo "ready\n";
enter();
