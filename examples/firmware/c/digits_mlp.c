#include <math.h>
#include "digits_mlp.h"

void digits_mlp_in_c(const float x[64], float y[10]) {
    float hidden[32];
    for (int o = 0; o < 32; o++) {
        float sum = dense_1_bias[o];
        for (int i = 0; i < 64; i++) sum += dense_1_kernel[i][o] * x[i];
        hidden[o] = sum > 0 ? sum : 0;
    }
    float largest = -INFINITY, total = 0;
    for (int o = 0; o < 10; o++) {
        float sum = dense_2_bias[o];
        for (int i = 0; i < 32; i++) sum += dense_2_kernel[i][o] * hidden[i];
        y[o] = sum;
        if (sum > largest) largest = sum;
    }
    for (int o = 0; o < 10; o++) total += y[o] = expf(y[o] - largest);
    for (int o = 0; o < 10; o++) y[o] /= total;
}
