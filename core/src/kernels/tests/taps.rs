use std::vec::Vec;

use super::super::{
    Level, TapGrid, Taps, Task, add_depthwise_gradients, add_depthwise_image_gradient, add_tap_gradients,
    convolve_channels, convolve_taps, tap_image_gradient,
};
use super::{At, at_each_level, blanks, boxed, numbers, run_at};

/// The three kernels of one sample.
struct Convolution<
    'a,
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
    const F: usize,
    const P: usize,
    const KH: usize,
    const KW: usize,
> {
    taps: TapGrid,
    filters: &'a [[f32; F]; P],
    bias: &'a [f32; F],
    x: &'a [[[f32; C]; W]; H],
    dy: &'a [[[f32; F]; OW]; OH],
    y: &'a mut [[[f32; F]; OW]; OH],
    gradient: &'a mut [[f32; F]; P],
    dx: &'a mut [[[f32; C]; W]; H],
}

impl<
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
    const F: usize,
    const P: usize,
    const KH: usize,
    const KW: usize,
> Task for Convolution<'_, H, W, C, OH, OW, F, P, KH, KW>
{
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        let (taps, filters) = (self.taps, self.filters);
        if P == KH * KW && C > 1 {
            // Each channel by itself.
            convolve_channels(level, taps, filters, Some(self.bias), self.x, self.y);
            self.dx.as_flattened_mut().as_flattened_mut().fill(0.0);
            for (top, dy) in self.dy.iter().enumerate() {
                add_depthwise_gradients(level, taps, self.x, (top, dy), self.gradient);
                add_depthwise_image_gradient(level, taps, filters, (top, dy), self.dx);
            }
            return;
        }
        convolve_taps::<_, _, H, W, C, OH, OW, F, P, KH, KW>(level, taps, filters, Some(self.bias), self.x, self.y);
        add_tap_gradients::<_, _, H, W, C, OH, OW, F, P, KH, KW>(level, taps, self.x, self.dy, self.gradient);
        tap_image_gradient::<_, _, H, W, C, OH, OW, F, P, KH, KW>(level, taps, filters, self.dy, self.dx);
    }
}

/// Of each axis the stride, the dilation, and how many zeros come before.
type Axes = [(usize, usize, usize); 2];

/// From `H` × `W` × `C` to `OH` × `OW` × `F` with a kernel of `KH` × `KW` taps, `P` numbers for each filter.
fn agrees<
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
    const F: usize,
    const P: usize,
    const KH: usize,
    const KW: usize,
>(
    at: At,
    axes: Axes,
) {
    let (x, filters, bias, dy) = (
        numbers::<f32>(1, H * W * C),
        numbers::<f32>(2, P * F),
        numbers::<f32>(3, F),
        numbers::<f32>(4, OH * OW * F),
    );
    let mut y: Vec<f32> = (0..OH * OW * F).map(|i| bias[i % F]).collect();
    let (mut gradient, mut dx) = (numbers::<f32>(5, P * F), std::vec![0.0; H * W * C]);
    let channels = P / (KH * KW);
    for (i, (y, dy)) in y.iter_mut().zip(&dy).enumerate() {
        let (top, left, filter) = (i / F / OW, i / F % OW, i % F);
        for column in 0..P {
            let (tap, channel) = (column / channels, column % channels);
            let cell = |position: usize, tap: usize, (stride, dilation, before): (usize, usize, usize), size: usize| {
                (position * stride + tap * dilation)
                    .checked_sub(before)
                    .filter(|cell| *cell < size)
            };
            let (Some(row), Some(column_of_image)) =
                (cell(top, tap / KW, axes[0], H), cell(left, tap % KW, axes[1], W))
            else {
                continue;
            };
            let input = (row * W + column_of_image) * C + filter / (F * channels / C) * channels + channel;
            *y += x[input] * filters[column * F + filter];
            gradient[column * F + filter] += x[input] * dy;
            dx[input] += dy * filters[column * F + filter];
        }
    }
    let mut results = (
        boxed::<f32, [[[f32; F]; OW]; OH]>(&blanks(OH * OW * F)),
        boxed::<f32, [[f32; F]; P]>(&numbers(5, P * F)),
        boxed::<f32, [[[f32; C]; W]; H]>(&blanks(H * W * C)),
    );
    let axis = |count: usize, (stride, dilation, before): (usize, usize, usize)| Taps {
        count,
        stride,
        dilation,
        before,
    };
    let task = Convolution::<H, W, C, OH, OW, F, P, KH, KW> {
        taps: TapGrid {
            vertical: axis(KH, axes[0]),
            horizontal: axis(KW, axes[1]),
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
    let what = std::format!("{at:?}: {H} × {W} × {C} to {OH} × {OW} × {F}, {KH} × {KW}, {P}, {axes:?}");
    assert_eq!(bytemuck::cast_slice::<_, f32>(&results.0), y, "y, {what}");
    assert_eq!(bytemuck::cast_slice::<_, f32>(&results.1), gradient, "gradient, {what}");
    assert_eq!(bytemuck::cast_slice::<_, f32>(&results.2), dx, "dx, {what}");
}

const ONE: (usize, usize, usize) = (1, 1, 0);

#[test]
fn taps_agree_with_plain_loops() {
    at_each_level(|at| {
        agrees::<1, 20, 3, 1, 20, 9, 9, 1, 3>(at, [ONE, (1, 4, 8)]);
        agrees::<1, 20, 1, 1, 14, 17, 3, 1, 3>(at, [ONE, (1, 3, 0)]);
        agrees::<1, 3, 2, 1, 3, 33, 8, 1, 4>(at, [ONE, (1, 2, 3)]);
        agrees::<1, 9, 4, 1, 4, 6, 6, 1, 3>(at, [ONE, (2, 1, 0)]);
        agrees::<1, 9, 6, 1, 9, 12, 4, 1, 2>(at, [ONE, (1, 2, 2)]);
    });
}

#[test]
fn taps_on_images_agree_with_plain_loops() {
    at_each_level(|at| {
        agrees::<7, 9, 2, 7, 9, 5, 18, 3, 3>(at, [(1, 2, 2), (1, 2, 2)]);
        agrees::<6, 11, 3, 5, 8, 17, 12, 2, 2>(at, [(1, 1, 0), (1, 3, 0)]);
        agrees::<5, 8, 4, 3, 4, 6, 12, 2, 3>(at, [(2, 1, 0), (2, 1, 0)]);
        agrees::<4, 3, 6, 4, 3, 9, 18, 3, 3>(at, [(1, 1, 1), (1, 1, 1)]);
    });
}

#[test]
fn each_channel_by_itself_agrees_with_plain_loops() {
    at_each_level(|at| {
        agrees::<6, 9, 5, 6, 9, 5, 9, 3, 3>(at, [(1, 1, 1), (1, 1, 1)]);
        agrees::<7, 8, 33, 4, 4, 33, 9, 3, 3>(at, [(2, 1, 1), (2, 1, 0)]);
        agrees::<5, 4, 3, 3, 4, 6, 6, 3, 2>(at, [(1, 1, 0), (1, 1, 0)]);
        agrees::<1, 12, 4, 1, 12, 12, 3, 1, 3>(at, [ONE, (1, 3, 6)]);
        agrees::<3, 9, 18, 2, 5, 18, 4, 2, 2>(at, [(1, 1, 0), (1, 4, 0)]);
    });
}
