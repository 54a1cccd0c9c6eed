// A canvas that one draws on: with a mouse, a finger, a pen, or the keyboard.

/** How thick a line is shown, as a part of the paper's side. The network does not see it. */
const THICKNESS = 0.055;
/** How far an arrow key moves the pen, as a part of the paper's side. */
const STEP = 0.04;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Paper {
    /** The strokes so far: points from (0, 0), top left, to (1, 1). */
    strokes = [];
    #canvas;
    #changed;
    /** The pointer that draws: others that touch the paper meanwhile, such as a hand beside a pen, do not. */
    #pointer = null;
    #cursor = { at: [0.5, 0.5], down: false };

    /**
     * @param {HTMLCanvasElement} canvas
     * @param {() => void} changed called after the strokes changed
     */
    constructor(canvas, changed) {
        this.#canvas = canvas;
        this.#changed = changed;
        canvas.addEventListener("pointerdown", (event) => this.#down(event));
        canvas.addEventListener("pointermove", (event) => this.#move(event));
        for (const end of ["pointerup", "pointercancel"]) {
            canvas.addEventListener(end, (event) => this.#up(event));
        }
        canvas.addEventListener("keydown", (event) => this.#key(event));
        for (const event of ["focus", "blur"]) {
            canvas.addEventListener(event, () => this.draw());
        }
        new ResizeObserver(() => this.draw()).observe(canvas);
        matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
    }

    clear() {
        this.strokes = [];
        this.#pointer = null;
        this.#cursor = { at: [0.5, 0.5], down: false };
        this.#update();
    }

    #update() {
        this.draw();
        this.#changed();
    }

    #place(event) {
        const { left, top, width, height } = this.#canvas.getBoundingClientRect();
        return [(event.clientX - left) / width, (event.clientY - top) / height];
    }

    #down(event) {
        if (this.#pointer !== null || event.button !== 0) {
            return;
        }
        event.preventDefault();
        this.#canvas.focus({ focusVisible: false });
        this.#canvas.setPointerCapture(event.pointerId);
        this.#pointer = event.pointerId;
        this.#cursor.down = false;
        this.strokes.push([this.#place(event)]);
        this.#update();
    }

    #move(event) {
        if (event.pointerId !== this.#pointer) {
            return;
        }
        // A browser hands over one event a frame, and in it all the places that the pen has been at.
        const events = event.getCoalescedEvents?.() ?? [];
        const places = (events.length > 0 ? events : [event]).map((each) => this.#place(each));
        this.strokes.at(-1).push(...places);
        this.#update();
    }

    #up(event) {
        if (event.pointerId === this.#pointer) {
            this.#pointer = null;
        }
    }

    #key(event) {
        const cursor = this.#cursor;
        if (event.ctrlKey || event.altKey || event.metaKey) {
            return;
        }
        if (event.key === " ") {
            cursor.down = !cursor.down;
            if (cursor.down) {
                this.strokes.push([cursor.at]);
            }
        } else if (event.key in ARROWS) {
            cursor.at = cursor.at.map((at, axis) => Math.min(Math.max(at + STEP * ARROWS[event.key][axis], 0), 1));
            if (cursor.down) {
                this.strokes.at(-1).push(cursor.at);
            }
        } else {
            return;
        }
        event.preventDefault();
        this.#update();
    }

    draw() {
        const canvas = this.#canvas;
        const side = Math.round(canvas.clientWidth * devicePixelRatio);
        if (canvas.width !== side) {
            canvas.width = canvas.height = side;
        }
        const context = canvas.getContext("2d");
        const style = getComputedStyle(canvas);
        context.clearRect(0, 0, side, side);
        context.strokeStyle = style.color;
        context.lineWidth = THICKNESS * side;
        context.lineCap = context.lineJoin = "round";
        for (const stroke of this.strokes) {
            context.beginPath();
            for (const [x, y] of [stroke[0], ...stroke]) {
                context.lineTo(x * side, y * side);
            }
            context.stroke();
        }
        if (canvas.matches(":focus-visible")) {
            const [x, y] = this.#cursor.at;
            context.beginPath();
            context.arc(x * side, y * side, (THICKNESS / 2) * side, 0, 2 * Math.PI);
            context.fillStyle = context.strokeStyle = style.outlineColor;
            context.lineWidth = 0.008 * side;
            if (this.#cursor.down) {
                context.fill();
            }
            context.stroke();
        }
    }
}
