/* Written by layerproof from the model's definition; changes here are lost.
 *
 * Model: DigitsCnn
 *
 * Layer            Kind                                        Output  Parameters
 * ───────────────  ──────────────────────────────────────  ──────────  ──────────
 * input            Input<8, 8, 1>                           8 × 8 × 1           0
 * conv2d_1         Conv2d<16, 3, 3, Relu, padding = Same>  8 × 8 × 16         160
 * max_pooling2d_1  MaxPooling2d<2, 2>                      4 × 4 × 16           0
 * conv2d_2         Conv2d<32, 3, 3, Relu, padding = Same>  4 × 4 × 32       4,640
 * max_pooling2d_2  MaxPooling2d<2, 2>                      2 × 2 × 32           0
 * flatten_1        Flatten                                        128           0
 * dropout_1        Dropout<0.25>                                  128           0
 * dense_1          Dense<10, Softmax>                              10       1,290
 *
 * Parameters     6,090
 * Multiply-adds  84,224 a prediction
 * Flash          24,384 bytes
 * Scratch        5,120 bytes
 */
#ifndef DIGITS_H
#define DIGITS_H

/* Numbers stand row by row, pixel by pixel, the channels of each side by side. */
#define DIGITS_INPUT_HEIGHT 8
#define DIGITS_INPUT_WIDTH 8
#define DIGITS_INPUT_CHANNELS 1
#define DIGITS_INPUT_LEN 64

#define DIGITS_OUTPUT_LEN 10

/* Numbers that were learned, and multiply-adds of one prediction. */
#define DIGITS_PARAMS 6090
#define DIGITS_MACS 84224
/* Bytes of the model in read-only memory, and of the values between layers on the stack. */
#define DIGITS_FLASH_BYTES 24384
#define DIGITS_SCRATCH_BYTES 5120

#ifdef __cplusplus
extern "C" {
#endif

/* What the network answers to one sample.
 *
 * `input` points to DIGITS_INPUT_LEN numbers and `output` to DIGITS_OUTPUT_LEN, neither is null, both are
 * aligned as float is. They may overlap: all input is read before any output is written.
 * It allocates nothing, keeps nothing and cannot fail; threads may call it at the same time. A NaN in the input
 * is no error: the numbers that depend on it are NaN, or what comparisons with NaN make of them.
 */
void digits_predict(const float input[DIGITS_INPUT_LEN], float output[DIGITS_OUTPUT_LEN]);

#ifdef __cplusplus
}
#endif

#endif
