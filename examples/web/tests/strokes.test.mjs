// From strokes to pixels to digits, without a browser.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";

import { network } from "../page/network.js";
import { pixels } from "../page/strokes.js";
import { drawings } from "./drawings.mjs";

const predict = await network(await readFile(new URL("../page/digits.wasm", import.meta.url)));

const read = (strokes) => {
    const probabilities = predict(pixels(strokes));
    return probabilities.indexOf(Math.max(...probabilities));
};

/** Numbers of −1 to 1, the same in every run (Numerical Recipes' linear congruential generator). */
function numbers() {
    let state = 1;
    return () => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return state / 2 ** 31 - 1;
    };
}

/** The strokes turned, sheared, stretched and bent a little. */
function distorted(strokes, random) {
    const [turn, shear, wide, high] = [0.15 * random(), 0.2 * random(), 1 + 0.25 * random(), 1 + 0.1 * random()];
    const [bendX, bendY, phaseX, phaseY] = [0.03 * random(), 0.03 * random(), 6 * random(), 6 * random()];
    const [sine, cosine] = [Math.sin(turn), Math.cos(turn)];
    const bend = ([x, y]) => [x + bendX * Math.sin(6 * y + phaseX), y + bendY * Math.sin(6 * x + phaseY)];
    const turned = ([x, y]) => [
        (wide * x + shear * y) * cosine - high * y * sine,
        (wide * x + shear * y) * sine + high * y * cosine,
    ];
    return strokes.map((stroke) => stroke.map(([x, y]) => turned(bend([x - 0.5, y - 0.5]))));
}

test("every drawing is read as the digit that it is", () => {
    drawings.forEach((ways, digit) => ways.forEach((strokes, way) => assert.equal(read(strokes), digit, `way ${way}`)));
});

test("so are 95 of 100 drawings by a less steady hand", (t) => {
    const random = numbers();
    let [right, all] = [0, 0];
    drawings.forEach((ways, digit) => {
        for (const strokes of ways) {
            for (let i = 0; i < 100; i++) {
                right += read(distorted(strokes, random)) === digit;
                all += 1;
            }
        }
    });
    t.diagnostic(`${right} of ${all}`);
    assert.ok(right >= 0.95 * all, `${right} of ${all}`);
});

test("size and place do not matter", () => {
    for (const strokes of drawings.flat()) {
        // Powers of two, so that no coordinate is rounded.
        const moved = strokes.map((stroke) => stroke.map(([x, y]) => [x / 8, y / 8]));
        assert.deepEqual(pixels(moved), pixels(strokes));
    }
});

test("pixels are parts of sixteen, with as much ink as the training set has", () => {
    for (const strokes of drawings.flat()) {
        const image = pixels(strokes);
        assert.ok(image.every((ink) => Number.isInteger(16 * ink) && ink >= 0 && ink <= 1));
        const ink = 16 * image.reduce((sum, ink) => sum + ink);
        assert.ok(ink > 280 && ink < 345, `${ink}`);
    }
});

test("a dot is a dot, a dash stays flat, and nothing is nothing", () => {
    assert.equal(pixels([]), null);
    assert.equal(pixels([[]]), null);
    const rows = (image) => Array.from({ length: 8 }, (_, row) => image.slice(8 * row, 8 * row + 8).some((ink) => ink > 0));
    const middle = [false, false, true, true, true, true, false, false];
    assert.deepEqual(rows(pixels([[[0.3, 0.4]]])), middle);
    assert.deepEqual(rows(pixels([[[0.1, 0.5], [0.9, 0.5]]])), middle);
});
