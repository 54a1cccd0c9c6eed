// From pen strokes to the 8 × 8 pixels that the network was trained on.
//
// The UCI set was made from 32 × 32 bitmaps of single digits that had been brought to one size and one amount of ink;
// each pixel counts the ink in a block of 4 × 4. Here the strokes themselves are brought to that size, and the pen to
// that amount of ink, so that it does not matter how large, where, or how boldly somebody draws.

/** The pixels of an image's side. */
export const SIDE = 8;
/** The dots of a pixel's side. */
const BLOCK = 4;
/** The dots of the bitmap's side. */
const DOTS = SIDE * BLOCK;
/** The inked dots of a bitmap, on average over the training set, which varies little between digits. */
const INK = 312;
/** The widest that a digit gets, in dots. */
const WIDEST = 20;
/** The thinnest and the thickest pen, as a radius in dots. */
const PEN = [1.5, 5.5];

/**
 * The pixels of a drawing, row by row, 0 (paper) to 1 (ink) in steps of 1/16; null where nothing was drawn.
 *
 * @param {[number, number][][]} strokes points (x to the right, y down, in any unit) of each stroke
 * @returns {Float32Array | null}
 */
export function pixels(strokes) {
    const drawn = strokes.filter((stroke) => stroke.length > 0);
    if (drawn.length === 0) {
        return null;
    }
    // How thick the pen is follows from the drawing's size in dots, and that size from how far the pen reaches beyond
    // the strokes: the second guess is near enough.
    let radius = 4;
    let distances;
    for (let guess = 0; guess < 2; guess++) {
        distances = distancesTo(fit(drawn, radius));
        radius = penFor(distances);
    }
    return counts(distances, radius);
}

/** The strokes in dots: as high as the bitmap, in its middle, and narrower where they would be too wide. */
function fit(strokes, radius) {
    const [left, right] = range(strokes, 0);
    const [top, bottom] = range(strokes, 1);
    const [width, height] = [right - left, bottom - top];
    // A flat drawing is not blown up to full height: it stays as flat as it is.
    const scaleY = (DOTS - 2 * radius) / (Math.max(height, width / 2) || 1);
    const scaleX = Math.min(scaleY, (WIDEST - 2 * radius) / (width || 1));
    const [middleX, middleY] = [(left + right) / 2, (top + bottom) / 2];
    return strokes.map((stroke) =>
        stroke.map(([x, y]) => [(x - middleX) * scaleX + DOTS / 2, (y - middleY) * scaleY + DOTS / 2]),
    );
}

function range(strokes, axis) {
    let [low, high] = [Infinity, -Infinity];
    for (const stroke of strokes) {
        for (const point of stroke) {
            low = Math.min(low, point[axis]);
            high = Math.max(high, point[axis]);
        }
    }
    return [low, high];
}

/** The distance of each dot's middle to the strokes. */
function distancesTo(strokes) {
    const squares = new Float64Array(DOTS * DOTS).fill(Infinity);
    for (const stroke of strokes) {
        for (let i = 0; i < stroke.length; i++) {
            const [x0, y0] = stroke[Math.max(i - 1, 0)];
            const [x1, y1] = stroke[i];
            const [dx, dy] = [x1 - x0, y1 - y0];
            const length = dx * dx + dy * dy;
            for (let at = 0; at < squares.length; at++) {
                const [x, y] = [(at % DOTS) + 0.5 - x0, Math.floor(at / DOTS) + 0.5 - y0];
                const along = length > 0 ? Math.min(Math.max((x * dx + y * dy) / length, 0), 1) : 0;
                const square = (x - along * dx) ** 2 + (y - along * dy) ** 2;
                squares[at] = Math.min(squares[at], square);
            }
        }
    }
    return squares.map(Math.sqrt);
}

/** The radius of the pen that inks as many dots as usual. */
function penFor(distances) {
    const [thinnest, thickest] = PEN;
    return Math.min(Math.max(distances.slice().sort()[INK], thinnest), thickest);
}

/** The inked dots of each block, as a part of all that it has. */
function counts(distances, radius) {
    const image = new Float32Array(SIDE * SIDE);
    distances.forEach((distance, at) => {
        const [row, column] = [Math.floor(at / DOTS / BLOCK), Math.floor((at % DOTS) / BLOCK)];
        if (distance < radius) {
            image[row * SIDE + column] += 1 / BLOCK ** 2;
        }
    });
    return image;
}
