#include <math.h>
#include "digits_cnn.h"

static float first[8][8][16], first_pooled[4][4][16], second[4][4][32], second_pooled[2][2][32];

void digits_cnn_in_c(const float x[8][8][1], float y[10]) {
    for (int r = 0; r < 8; r++)
        for (int c = 0; c < 8; c++)
            for (int f = 0; f < 16; f++) {
                float sum = conv2d_1_bias[f];
                for (int i = 0; i < 3; i++)
                    for (int j = 0; j < 3; j++)
                        if (r + i >= 1 && r + i < 9 && c + j >= 1 && c + j < 9)
                            sum += conv2d_1_kernel[i][j][0][f] * x[r + i - 1][c + j - 1][0];
                first[r][c][f] = sum > 0 ? sum : 0;
            }
    for (int r = 0; r < 4; r++)
        for (int c = 0; c < 4; c++)
            for (int f = 0; f < 16; f++) {
                float largest = first[2 * r][2 * c][f];
                for (int i = 0; i < 2; i++)
                    for (int j = 0; j < 2; j++)
                        if (first[2 * r + i][2 * c + j][f] > largest) largest = first[2 * r + i][2 * c + j][f];
                first_pooled[r][c][f] = largest;
            }
    for (int r = 0; r < 4; r++)
        for (int c = 0; c < 4; c++)
            for (int f = 0; f < 32; f++) {
                float sum = conv2d_2_bias[f];
                for (int i = 0; i < 3; i++)
                    for (int j = 0; j < 3; j++)
                        if (r + i >= 1 && r + i < 5 && c + j >= 1 && c + j < 5)
                            for (int k = 0; k < 16; k++)
                                sum += conv2d_2_kernel[i][j][k][f] * first_pooled[r + i - 1][c + j - 1][k];
                second[r][c][f] = sum > 0 ? sum : 0;
            }
    for (int r = 0; r < 2; r++)
        for (int c = 0; c < 2; c++)
            for (int f = 0; f < 32; f++) {
                float largest = second[2 * r][2 * c][f];
                for (int i = 0; i < 2; i++)
                    for (int j = 0; j < 2; j++)
                        if (second[2 * r + i][2 * c + j][f] > largest) largest = second[2 * r + i][2 * c + j][f];
                second_pooled[r][c][f] = largest;
            }
    const float *flat = &second_pooled[0][0][0];
    float largest = -INFINITY, total = 0;
    for (int o = 0; o < 10; o++) {
        float sum = dense_1_bias[o];
        for (int i = 0; i < 128; i++) sum += dense_1_kernel[i][o] * flat[i];
        y[o] = sum;
        if (sum > largest) largest = sum;
    }
    for (int o = 0; o < 10; o++) total += y[o] = expf(y[o] - largest);
    for (int o = 0; o < 10; o++) y[o] /= total;
}
