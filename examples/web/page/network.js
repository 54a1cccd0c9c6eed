// The network in its WebAssembly module, `digits.wasm`.

const INPUT_LEN = 64;
const OUTPUT_LEN = 10;
const PAGE_BYTES = 65536;

/**
 * @param {BufferSource} bytes of `digits.wasm`
 * @returns {Promise<(pixels: Float32Array) => Float32Array>} from 64 pixels of 0..1 to ten probabilities, which stay as
 * they are until the next call
 */
export async function network(bytes) {
    const { instance } = await WebAssembly.instantiate(bytes);
    const { memory, digits_predict: predict } = instance.exports;
    // The module has no allocator, so memory that is added to it is ours.
    const start = memory.grow(1) * PAGE_BYTES;
    const input = new Float32Array(memory.buffer, start, INPUT_LEN);
    const output = new Float32Array(memory.buffer, start + input.byteLength, OUTPUT_LEN);
    return (pixels) => {
        input.set(pixels);
        predict(input.byteOffset, output.byteOffset);
        return output;
    };
}
