#include <math.h>
#include "overweight.h"

void overweight_in_c(const float x[2], float y[1]) {
    float hidden[8];
    for (int o = 0; o < 8; o++) {
        float sum = dense_1_bias[o];
        for (int i = 0; i < 2; i++) sum += dense_1_kernel[i][o] * x[i];
        hidden[o] = sum > 0 ? sum : 0;
    }
    float sum = dense_2_bias[0];
    for (int i = 0; i < 8; i++) sum += dense_2_kernel[i][0] * hidden[i];
    y[0] = 1 / (1 + expf(-sum));
}
