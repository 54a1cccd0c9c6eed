// The page in a browser: drawn on as a person would, by mouse, finger and keyboard.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import test, { after, before, beforeEach } from "node:test";

import { chromium } from "playwright-core";

import { drawings } from "./drawings.mjs";
import { serve } from "./serve.mjs";

const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

let server, browser, address;

before(async () => {
    server = await serve(0);
    address = `http://127.0.0.1:${server.address().port}/`;
    const executablePath = process.env.CHROMIUM ?? BROWSERS.find(existsSync);
    // The sandbox needs a user other than root; the page is our own.
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
});

after(async () => {
    await browser?.close();
    server?.close();
});

let page, faults;

async function open(options) {
    page = await browser.newPage(options);
    faults = [];
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
    await page.goto(address);
    await page.waitForSelector("body[data-ready]");
}

beforeEach(async () => {
    await page?.close();
    await open({ viewport: { width: 1000, height: 760 } });
});

/** What the page says, after the frame in which it answers. */
async function said() {
    await page.evaluate(() => new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown))));
    return {
        best: await page.textContent("#best"),
        percents: await page.$$eval("#bars .percent", (cells) => cells.map((cell) => parseInt(cell.textContent))),
        largest: await page.$$eval("#bars li", (rows) => rows.findIndex((row) => row.classList.contains("largest"))),
        widths: await page.$$eval("#bars .bar", (bars) => bars.map((bar) => Number(bar.style.getPropertyValue("--p")))),
    };
}

/** From the unit square to the screen, where the paper is. */
async function onPaper() {
    const { x, y, width, height } = await page.locator("#paper").boundingBox();
    return ([px, py]) => [x + px * width, y + py * height];
}

async function drawByMouse(strokes) {
    const place = await onPaper();
    for (const [first, ...rest] of strokes) {
        await page.mouse.move(...place(first));
        await page.mouse.down();
        for (const point of rest) {
            await page.mouse.move(...place(point));
        }
        await page.mouse.up();
    }
}

for (const digit of drawings.keys()) {
    test(`a ${digit} drawn by mouse`, async () => {
        for (const strokes of drawings[digit]) {
            await page.keyboard.press("Escape");
            await drawByMouse(strokes);
            const { best, largest, percents, widths } = await said();
            assert.equal(best, String(digit));
            assert.equal(largest, digit);
            assert.equal(Math.max(...percents), percents[digit]);
            const sum = widths.reduce((sum, p) => sum + p);
            assert.ok(Math.abs(sum - 1) < 1e-5, `${sum}`);
        }
        assert.deepEqual(faults, []);
    });
}

test("the bars move while one draws, before the pen is lifted", async () => {
    const place = await onPaper();
    const [[first, ...rest]] = drawings[3][0];
    await page.mouse.move(...place(first));
    await page.mouse.down();
    const seen = new Set();
    for (const point of rest) {
        await page.mouse.move(...place(point));
        seen.add((await said()).best);
    }
    assert.ok(seen.size > 1 && seen.has("3"), [...seen].join());
});

test("a digit drawn with a finger, while another finger rests on the paper", async () => {
    await page.close();
    await open({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 3 });
    const place = await onPaper();
    const devtools = await page.context().newCDPSession(page);
    const touch = (type, ...points) =>
        devtools.send("Input.dispatchTouchEvent", {
            type,
            touchPoints: points.map((point, id) => {
                const [x, y] = place(point);
                return { x, y, id };
            }),
        });
    const rest = [0.95, 0.95];
    for (const [first, ...points] of drawings[4][0]) {
        await touch("touchStart", first);
        await touch("touchStart", first, rest);
        for (const point of points) {
            await touch("touchMove", point, rest);
        }
        await touch("touchEnd");
    }
    assert.equal((await said()).best, "4");
    assert.equal(await page.evaluate(() => scrollY), 0, "the finger scrolled");
    assert.deepEqual(faults, []);
});

test("a pen's strokes", async () => {
    const place = await onPaper();
    const devtools = await page.context().newCDPSession(page);
    const pen = (type, point, buttons) => {
        const [x, y] = place(point);
        return devtools.send("Input.dispatchMouseEvent", {
            type, x, y, buttons, button: "left", pointerType: "pen", force: 0.5, clickCount: 1,
        });
    };
    const [[first, ...rest]] = drawings[6][0];
    await pen("mousePressed", first, 1);
    for (const point of rest) {
        await pen("mouseMoved", point, 1);
    }
    await pen("mouseReleased", rest.at(-1), 0);
    assert.equal((await said()).best, "6");
});

test("a seven by keyboard alone, cleared by keyboard", async () => {
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.id), "paper");
    const press = async (key, times) => {
        for (let i = 0; i < times; i++) {
            await page.keyboard.press(key);
        }
    };
    await press("ArrowLeft", 5);
    await press("ArrowUp", 9);
    await page.keyboard.press("Space");
    await press("ArrowRight", 10);
    for (let i = 0; i < 6; i++) {
        await press("ArrowDown", 3);
        await press("ArrowLeft", 1);
    }
    assert.equal((await said()).best, "7");
    await page.waitForFunction(() => document.getElementById("told").textContent.startsWith("7, "));

    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.id), "clear");
    await page.keyboard.press("Enter");
    const { best, largest, widths } = await said();
    assert.deepEqual([best, largest], ["–", -1]);
    assert.ok(widths.every((width) => width === 0));
});

test("every control and picture has a name", async () => {
    const names = await page.$$eval("button, canvas, ol, section", (all) =>
        all.map((one) => [
            one.id || one.className,
            one.ariaLabel || one.textContent.trim() || document.getElementById(one.getAttribute("aria-labelledby"))?.textContent,
        ]),
    );
    assert.ok(names.length >= 6);
    for (const [which, name] of names) {
        assert.ok(name, which);
    }
});

test("a module that does not load is said, not hidden", async () => {
    await page.close();
    page = await browser.newPage();
    await page.route("**/digits.wasm", (route) => route.fulfill({ status: 404 }));
    await page.goto(address);
    await page.waitForFunction(() => document.getElementById("facts").textContent.includes("could not be loaded"));
});
