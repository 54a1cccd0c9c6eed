/* Reads digits as they stand in examples/data/digits.csv.gz, one a line: 64 pixels of 0 (paper) to 16 (ink), row by row,
 * and the right class. Writes the ten probabilities of each, and at the end how many were right.
 *
 *     cargo build --release
 *     cc -O2 main.c target/release/libdigits.a -o digits
 *     zcat ../data/digits.csv.gz | tail -n +2 | ./digits | tail -n 1
 */
#include <stdio.h>

#include "digits.h"

static int read_digit(float pixels[DIGITS_INPUT_LEN], int *target)
{
    int i;
    for (i = 0; i < DIGITS_INPUT_LEN; i++) {
        float ink;
        if (scanf("%f,", &ink) != 1)
            return 0;
        pixels[i] = ink / 16.0f;
    }
    return scanf("%d", target) == 1;
}

int main(void)
{
    float pixels[DIGITS_INPUT_LEN];
    float probabilities[DIGITS_OUTPUT_LEN];
    int target, read = 0, right = 0;

    while (read_digit(pixels, &target)) {
        int i, best = 0;
        digits_predict(pixels, probabilities);
        for (i = 0; i < DIGITS_OUTPUT_LEN; i++) {
            /* Nine digits are enough to read a float back to the last bit. */
            printf("%.9g%c", probabilities[i], i + 1 < DIGITS_OUTPUT_LEN ? ' ' : '\n');
            if (probabilities[i] > probabilities[best])
                best = i;
        }
        right += best == target;
        read += 1;
    }
    printf("%d of %d right, a network of %d parameters in %d bytes\n", right, read, DIGITS_PARAMS, DIGITS_FLASH_BYTES);
    return read > 0 ? 0 : 1;
}
