// The module's numbers against those of the same network as a program of this machine.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";

import { network } from "../page/network.js";

const WEIGHTS = 24_384;

const module = await readFile(new URL("../page/digits.wasm", import.meta.url));

/** What `digits_answers` wrote: pixels, probabilities and class of each digit. */
async function answers() {
    const text = await readFile(new URL("../target/digits_answers.txt", import.meta.url), "utf8");
    return text
        .trim()
        .split("\n")
        .map((line) => {
            const numbers = line.split(" ").map(Number);
            assert.equal(numbers.length, 64 + 10 + 1);
            return {
                pixels: Float32Array.from(numbers.slice(0, 64)),
                probabilities: Float32Array.from(numbers.slice(64, 74)),
                digit: numbers[74],
            };
        });
}

test("each probability of each digit is the host's to the last bit", async () => {
    const predict = await network(module);
    const digits = await answers();
    assert.equal(digits.length, 1797);
    let right = 0;
    for (const { pixels, probabilities, digit } of digits) {
        const here = predict(pixels);
        assert.deepEqual(here, probabilities);
        right += here.indexOf(Math.max(...here)) === digit;
    }
    assert.ok(right >= 1780, `${right} right`);
});

test("a prediction takes less than a millisecond", async (t) => {
    const predict = await network(module);
    const [{ pixels }] = await answers();
    const run = (times) => {
        const start = performance.now();
        for (let i = 0; i < times; i++) {
            predict(pixels);
        }
        return (1000 * (performance.now() - start)) / times;
    };
    run(2000);
    const micros = Math.min(run(2000), run(2000), run(2000));
    t.diagnostic(`${micros.toFixed(1)} µs a prediction`);
    assert.ok(micros < 1000);
});

test("the module asks for nothing and gives one function and its memory", async () => {
    const compiled = await WebAssembly.compile(module);
    assert.deepEqual(WebAssembly.Module.imports(compiled), []);
    const names = WebAssembly.Module.exports(compiled).map(({ name }) => name);
    assert.ok(names.includes("memory") && names.includes("digits_predict"), `${names}`);
    // Such as the texts of a panic's message would be.
    assert.ok(!module.includes("panicked"));
});

test("the module is smaller than 60 KiB and its weights", (t) => {
    t.diagnostic(`${module.length} bytes, of which ${WEIGHTS} are weights`);
    assert.ok(module.length < 60 * 1024 + WEIGHTS);
});
