use std::boxed::Box;
use std::vec::Vec;

use super::super::{
    Axis, Level, Task, Windows, global_average_pool, global_average_pool_gradient, max_pool, max_pool_gradient,
};
use super::{At, at_each_level, blanks, boxed, numbers, run_at};
use crate::Scalar;

/// All kernels of one sample.
struct Pooling<'a, T, const H: usize, const W: usize, const C: usize, const OH: usize, const OW: usize> {
    windows: Windows,
    x: &'a [[[T; C]; W]; H],
    dy: &'a [[[T; C]; OW]; OH],
    y: &'a mut [[[T; C]; OW]; OH],
    dx: &'a mut [[[T; C]; W]; H],
    mean: &'a mut [T; C],
    dx_of_mean: &'a mut [[[T; C]; W]; H],
}

impl<T: Scalar, const H: usize, const W: usize, const C: usize, const OH: usize, const OW: usize> Task
    for Pooling<'_, T, H, W, C, OH, OW>
{
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        max_pool(level, self.windows, self.x, self.y);
        max_pool_gradient(self.windows, self.x, self.y, self.dy, self.dx);
        *self.mean = global_average_pool(self.x.as_flattened());
        global_average_pool_gradient(self.mean, self.dx_of_mean.as_flattened_mut());
    }
}

/// The largest values, and dy where they lie: the first of equals.
fn expected<T: Scalar>(
    (height, width, channels): (usize, usize, usize),
    (rows, columns): (usize, usize),
    window: usize,
    stride: usize,
    x: &[T],
    dy: &[T],
) -> (Vec<T>, Vec<T>) {
    // Keras's padding: what the last position needs, the smaller half first.
    let before = |input: usize, positions: usize| ((positions - 1) * stride + window).saturating_sub(input) / 2;
    let (above, left) = (before(height, rows), before(width, columns));
    let mut y = Vec::new();
    let mut dx = std::vec![T::ZERO; x.len()];
    for top in 0..rows {
        for at in 0..columns {
            for channel in 0..channels {
                let mut best: Option<usize> = None;
                for cell in 0..window * window {
                    let row = top * stride + cell / window;
                    let column = at * stride + cell % window;
                    if row < above || row >= above + height || column < left || column >= left + width {
                        continue;
                    }
                    let place = ((row - above) * width + (column - left)) * channels + channel;
                    if best.is_none_or(|best| x[place] > x[best]) {
                        best = Some(place);
                    }
                }
                let best = best.expect("a window lies on the image");
                dx[best] += dy[y.len()];
                y.push(x[best]);
            }
        }
    }
    (y, dx)
}

fn agrees<T: Scalar, const H: usize, const W: usize, const C: usize, const OH: usize, const OW: usize>(
    at: At,
    window: usize,
    stride: usize,
) {
    let (x, dy) = (numbers::<T>(3, H * W * C), numbers::<T>(4, OH * OW * C));
    let (y_expected, dx_expected) = expected((H, W, C), (OH, OW), window, stride, &x, &dy);
    let sums: Vec<T> = (0..C).map(|c| x.iter().skip(c).step_by(C).copied().sum()).collect();
    let cells = T::from_f64((H * W) as f64);

    let x: Box<[[[[T; C]; W]; H]]> = boxed(&x);
    let dy: Box<[[[[T; C]; OW]; OH]]> = boxed(&dy);
    let mut y: Box<[[[[T; C]; OW]; OH]]> = boxed(&blanks::<T>(OH * OW * C));
    let mut dx: Box<[[[[T; C]; W]; H]]> = boxed(&blanks::<T>(H * W * C));
    let mut dx_of_mean = dx.clone();
    let mut mean: Box<[[T; C]]> = boxed(&blanks::<T>(C));
    run_at(
        at,
        Pooling {
            windows: Windows {
                vertical: Axis::new(H, OH, window, stride),
                horizontal: Axis::new(W, OW, window, stride),
            },
            x: &x[0],
            dy: &dy[0],
            y: &mut y[0],
            dx: &mut dx[0],
            mean: &mut mean[0],
            dx_of_mean: &mut dx_of_mean[0],
        },
    );
    let what = || std::format!("{H} by {W} by {C}, windows of {window}, stride {stride}, {at:?}");
    assert_eq!(y[0].as_flattened().as_flattened(), y_expected, "largest: {}", what());
    assert_eq!(dx[0].as_flattened().as_flattened(), dx_expected, "gradient: {}", what());
    for c in 0..C {
        assert_eq!(mean[0][c], sums[c] / cells, "mean of {c}: {}", what());
        for pixel in dx_of_mean[0].as_flattened() {
            assert_eq!(pixel[c], sums[c] / cells / cells, "gradient of the mean: {}", what());
        }
    }
}

macro_rules! agree {
    ($type:ty: $(($h:literal by $w:literal, $c:literal) to ($oh:literal by $ow:literal) under $window:literal step $s:literal;)*) => {
        at_each_level(|at| { $(agrees::<$type, $h, $w, $c, $oh, $ow>(at, $window, $s);)* })
    };
}

#[test]
fn windows_strides_and_paddings_agree() {
    agree! { f32:
        (6 by 8, 3) to (6 by 8) under 1 step 1;
        (8 by 6, 3) to (8 by 6) under 2 step 1;
        (6 by 8, 16) to (3 by 4) under 2 step 2;
        (8 by 6, 16) to (4 by 3) under 3 step 2;
        (6 by 8, 3) to (2 by 2) under 3 step 3;
        (8 by 6, 3) to (3 by 2) under 4 step 3;
        (6 by 8, 10) to (1 by 2) under 5 step 3;
    }
}

#[test]
fn double_precision_agrees() {
    agree! { f64:
        (7 by 7, 10) to (4 by 4) under 3 step 2;
    }
}
