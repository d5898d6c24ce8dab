<?php
// Allocates and frees for ever, in a function of a class.
class Churn
{
    private array $kept = [];

    public function turn(int $i): void
    {
        $this->kept[$i % 20011] = str_repeat('c', $i % 2999 + 1);
    }

    public function run(): void
    {
        for ($i = 0;; $i++) {
            $this->turn($i);
        }
    }
}
echo "ready\n";
(new Churn())->run();
