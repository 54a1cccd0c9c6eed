/* The workloads as plain C loops. Built several times: once for each compiler and set of flags, under a prefix. */
#include <math.h>
#include <string.h>

/* The compiler may not leave out, or take out of a loop, what these point to. */
#define KEEP(a, b, c) __asm__ volatile("" : : "r"(a), "r"(b), "r"(c) : "memory")

static inline void softmax(const float *restrict sum, float *restrict y, int count) {
    float largest = sum[0], total = 0;
    for (int j = 1; j < count; j++) largest = sum[j] > largest ? sum[j] : largest;
    for (int j = 0; j < count; j++) y[j] = expf(sum[j] - largest);
    for (int j = 0; j < count; j++) total += y[j];
    total = 1 / total;
    for (int j = 0; j < count; j++) y[j] *= total;
}

#define IN 2
#define HID 8
#define OUT 1
#define NAME(part) a_##part
#include "dense.inc"

#define IN 64
#define HID 32
#define OUT 10
#define NAME(part) b_##part
#include "dense.inc"

#define IN 784
#define HID 128
#define OUT 10
#define NAME(part) c_##part
#include "dense.inc"

#include "cnn.inc"

typedef void forward_fn(const void *model, const float *x, float *y, int samples, long times);
typedef void step_fn(void *model, void *gradient, const float *x, const int *classes, int samples, float rate, long times);

struct loops {
    forward_fn *forward[4];
    step_fn *step[4];
};

#define JOIN(a, b) a##b
#define EXPAND(a, b) JOIN(a, b)
const struct loops EXPAND(PREFIX, _loops) = {
    {a_forward, b_forward, c_forward, d_forward},
    {0, b_step, c_step, d_step},
};
