// The page: strokes from the paper through the network to the bars.

import { network } from "./network.js";
import { Paper } from "./paper.js";
import { pixels, SIDE } from "./strokes.js";

/** How long a drawing rests before a screen reader is told the answer, in milliseconds. */
const REST = 400;

const element = (id) => document.getElementById(id);
const percent = (p) => `${Math.round(100 * p)} %`;

const bars = Array.from({ length: 10 }, (_, digit) => {
    const row = document.createElement("li");
    row.innerHTML =
        `<span>${digit}</span><div class="track" aria-hidden="true"><div class="bar"></div></div>` +
        `<span class="percent"></span>`;
    element("bars").append(row);
    return { row, bar: row.querySelector(".bar"), percent: row.querySelector(".percent") };
});

/** Shows ten probabilities; null for none. */
function showBars(probabilities) {
    const largest = probabilities ? probabilities.indexOf(Math.max(...probabilities)) : -1;
    bars.forEach(({ row, bar, percent: text }, digit) => {
        const p = probabilities?.[digit] ?? 0;
        row.classList.toggle("largest", digit === largest);
        bar.style.setProperty("--p", p);
        text.textContent = probabilities ? percent(p) : "";
    });
    return largest;
}

/** Shows the pixels that the network is given; null for none. */
function showPixels(image) {
    const context = element("seen").getContext("2d");
    const [red, green, blue] = getComputedStyle(element("seen")).color.match(/\d+/g).map(Number);
    const picture = context.createImageData(SIDE, SIDE);
    image?.forEach((ink, at) => picture.data.set([red, green, blue, Math.round(255 * ink)], 4 * at));
    context.putImageData(picture, 0, 0);
}

let telling;
/** The answer at once for the eye, and for a screen reader when the drawing rests. */
function showBest(digit, p) {
    element("best").textContent = digit < 0 ? "–" : digit;
    clearTimeout(telling);
    telling = setTimeout(() => {
        element("told").textContent = digit < 0 ? "Nothing drawn" : `${digit}, ${percent(p)}`;
    }, REST);
}

/** The time of one prediction in microseconds. */
function time(predict) {
    const image = new Float32Array(SIDE * SIDE).fill(0.3);
    const run = (times) => {
        const start = performance.now();
        for (let i = 0; i < times; i++) {
            predict(image);
        }
        return (1000 * (performance.now() - start)) / times;
    };
    // The first run is the one in which the browser still optimises.
    run(500);
    return Math.min(run(500), run(500));
}

async function main() {
    const response = await fetch("digits.wasm");
    if (!response.ok) {
        throw new Error(`digits.wasm: ${response.status} ${response.statusText}`);
    }
    const module = await response.arrayBuffer();
    const predict = await network(module);

    let pending = false;
    const answer = () => {
        pending = false;
        const image = pixels(paper.strokes);
        const probabilities = image && predict(image);
        showPixels(image);
        const digit = showBars(probabilities);
        showBest(digit, probabilities?.[digit]);
    };
    // However many points come between two frames, there is one answer a frame.
    const paper = new Paper(element("paper"), () => {
        if (!pending) {
            pending = true;
            requestAnimationFrame(answer);
        }
    });
    element("clear").addEventListener("click", () => paper.clear());
    addEventListener("keydown", (event) => {
        if (event.key === "Escape") {
            paper.clear();
        }
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", answer);
    answer();

    const kilobytes = (module.byteLength / 1024).toFixed(0);
    element("facts").textContent =
        `The network with its weights is a module of ${kilobytes} KiB. ` +
        `A prediction takes ${time(predict).toFixed(0)} µs in this browser.`;
    document.body.dataset.ready = "";
}

main().catch((error) => {
    element("facts").textContent = `The network could not be loaded. ${error.message}`;
});
