#include <math.h>
#include "xor.h"

void xor_in_c(const float x[2], float y[1]) {
    float hidden[8];
    for (int o = 0; o < 8; o++) {
        float sum = dense_1_bias[o];
        for (int i = 0; i < 2; i++) sum += dense_1_kernel[i][o] * x[i];
        hidden[o] = tanhf(sum);
    }
    float sum = dense_2_bias[0];
    for (int i = 0; i < 8; i++) sum += dense_2_kernel[i][0] * hidden[i];
    y[0] = sum;
}
