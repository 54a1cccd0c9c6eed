use std::vec::Vec;

use super::super::{Level, Taps, Task, add_tap_gradients, convolve_taps, sequence_gradient};
use super::{At, at_each_level, blanks, boxed, numbers, run_at};

/// The three kernels of one sample.
struct Convolution<'a, const S: usize, const C: usize, const OS: usize, const F: usize, const P: usize, const K: usize>
{
    taps: Taps,
    filters: &'a [[f32; F]; P],
    bias: &'a [f32; F],
    x: &'a [[f32; C]; S],
    dy: &'a [[f32; F]; OS],
    y: &'a mut [[f32; F]; OS],
    gradient: &'a mut [[f32; F]; P],
    dx: &'a mut [[f32; C]; S],
}

impl<const S: usize, const C: usize, const OS: usize, const F: usize, const P: usize, const K: usize> Task
    for Convolution<'_, S, C, OS, F, P, K>
{
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        let (taps, filters) = (self.taps, self.filters);
        convolve_taps::<_, _, S, C, OS, F, P, K>(level, taps, filters, Some(self.bias), self.x, self.y);
        add_tap_gradients::<_, _, S, C, OS, F, P, K>(level, taps, self.x, self.dy, self.gradient);
        sequence_gradient::<_, _, S, C, OS, F, P, K>(level, taps, filters, self.dy, self.dx);
    }
}

fn agrees<const S: usize, const C: usize, const OS: usize, const F: usize, const P: usize, const K: usize>(
    at: At,
    (stride, dilation, before): (usize, usize, usize),
) {
    let (x, filters, bias, dy) = (
        numbers::<f32>(1, S * C),
        numbers::<f32>(2, P * F),
        numbers::<f32>(3, F),
        numbers::<f32>(4, OS * F),
    );
    let mut y: Vec<f32> = (0..OS * F).map(|i| bias[i % F]).collect();
    let (mut gradient, mut dx) = (numbers::<f32>(5, P * F), std::vec![0.0; S * C]);
    let channels = P / K;
    for (i, (y, dy)) in y.iter_mut().zip(&dy).enumerate() {
        let (position, filter) = (i / F, i % F);
        for column in 0..P {
            let (tap, channel) = (column / channels, column % channels);
            let Some(step) = (position * stride + tap * dilation).checked_sub(before) else {
                continue;
            };
            let input = step * C + filter / (F * channels / C) * channels + channel;
            if step < S {
                *y += x[input] * filters[column * F + filter];
                gradient[column * F + filter] += x[input] * dy;
                dx[input] += dy * filters[column * F + filter];
            }
        }
    }
    let mut results = (
        boxed::<f32, [[f32; F]; OS]>(&blanks(OS * F)),
        boxed::<f32, [[f32; F]; P]>(&numbers(5, P * F)),
        boxed::<f32, [[f32; C]; S]>(&blanks(S * C)),
    );
    let task = Convolution::<S, C, OS, F, P, K> {
        taps: Taps {
            count: K,
            stride,
            dilation,
            before,
        },
        filters: &boxed(&filters)[0],
        bias: &boxed(&bias)[0],
        x: &boxed(&x)[0],
        dy: &boxed(&dy)[0],
        y: &mut results.0[0],
        gradient: &mut results.1[0],
        dx: &mut results.2[0],
    };
    run_at(at, task);
    let what = std::format!("{at:?}: {S} × {C} to {OS} × {F}, {P} by {K}, {stride}, {dilation}, {before}");
    assert_eq!(results.0.as_flattened().as_flattened(), y, "y, {what}");
    assert_eq!(results.1.as_flattened().as_flattened(), gradient, "gradient, {what}");
    assert_eq!(results.2.as_flattened().as_flattened(), dx, "dx, {what}");
}

#[test]
fn taps_agree_with_plain_loops() {
    at_each_level(|at| {
        agrees::<20, 3, 20, 9, 9, 3>(at, (1, 4, 8));
        agrees::<20, 1, 14, 17, 3, 3>(at, (1, 3, 0));
        agrees::<3, 2, 3, 33, 8, 4>(at, (1, 2, 3));
        agrees::<9, 4, 4, 6, 6, 3>(at, (2, 1, 0));
        agrees::<9, 6, 9, 12, 4, 2>(at, (1, 2, 2));
    });
}
