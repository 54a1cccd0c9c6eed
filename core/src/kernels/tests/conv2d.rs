use std::boxed::Box;
use std::vec::Vec;

use super::super::{
    Axis, Convolution as SharedConvolution, Gradients, Level, Samples, Task, Windows, add_filter_gradients, convolve,
    image_gradient,
};
use super::{At, at_each_level, bits, blanks, boxed, inexact, numbers, run_at};
use crate::Scalar;

/// The sizes of one convolution.
#[derive(Debug, Clone, Copy)]
struct Sizes {
    height: usize,
    width: usize,
    channels: usize,
    positions: (usize, usize),
    filters: usize,
    window: (usize, usize),
    stride: usize,
}

impl Sizes {
    fn windows(&self) -> Windows {
        Windows {
            vertical: Axis::new(self.height, self.positions.0, self.window.0, self.stride),
            horizontal: Axis::new(self.width, self.positions.1, self.window.1, self.stride),
        }
    }

    /// Each product of a convolution: where its filter number, its pixel and its output lie.
    fn each_product(&self, mut visit: impl FnMut(usize, usize, usize)) {
        // Keras's padding: what the last position needs, the smaller half first.
        let before = |input: usize, positions: usize, window: usize| {
            ((positions - 1) * self.stride + window).saturating_sub(input) / 2
        };
        let above = before(self.height, self.positions.0, self.window.0);
        let left = before(self.width, self.positions.1, self.window.1);
        for top in 0..self.positions.0 {
            for at in 0..self.positions.1 {
                for row in 0..self.window.0 {
                    for column in 0..self.window.1 {
                        let (y, x) = (top * self.stride + row, at * self.stride + column);
                        if y < above || y >= above + self.height || x < left || x >= left + self.width {
                            continue;
                        }
                        let pixel = (y - above) * self.width + (x - left);
                        for channel in 0..self.channels {
                            for filter in 0..self.filters {
                                let number = (row * self.window.1 + column) * self.channels + channel;
                                visit(
                                    number * self.filters + filter,
                                    pixel * self.channels + channel,
                                    (top * self.positions.1 + at) * self.filters + filter,
                                );
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What goes into the kernels, and what has to come out: plain loops.
struct Expected<T> {
    filters: Vec<T>,
    bias: Vec<T>,
    x: Vec<T>,
    dy: Vec<T>,
    /// With a bias and without.
    y: [Vec<T>; 2],
    dx: Vec<T>,
    /// What the gradient held before, and holds then.
    before: Vec<T>,
    gradient: Vec<T>,
}

impl<T: Scalar> Expected<T> {
    fn new(sizes: &Sizes) -> Self {
        let outputs = sizes.positions.0 * sizes.positions.1 * sizes.filters;
        let pixels = sizes.height * sizes.width * sizes.channels;
        let patch = sizes.window.0 * sizes.window.1 * sizes.channels;
        let filters: Vec<T> = numbers(1, patch * sizes.filters);
        let bias: Vec<T> = numbers(2, sizes.filters);
        let x: Vec<T> = numbers(3, pixels);
        let dy: Vec<T> = numbers(4, outputs);
        let before: Vec<T> = numbers(5, patch * sizes.filters);
        let mut gradient = before.clone();
        let mut dx = std::vec![T::ZERO; pixels];
        let mut y = [
            (0..outputs).map(|i| bias[i % sizes.filters]).collect(),
            std::vec![T::ZERO; outputs],
        ];
        sizes.each_product(|weight, pixel, output| {
            for y in &mut y {
                y[output] += filters[weight] * x[pixel];
            }
            dx[pixel] += filters[weight] * dy[output];
            gradient[weight] += x[pixel] * dy[output];
        });
        Self {
            filters,
            bias,
            x,
            dy,
            y,
            dx,
            before,
            gradient,
        }
    }
}

/// All kernels of one sample.
struct Convolution<
    'a,
    T,
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
    const F: usize,
    const KW: usize,
    const PATCH: usize,
> {
    windows: Windows,
    filters: &'a [[T; F]; PATCH],
    bias: &'a [T; F],
    x: &'a [[[T; C]; W]; H],
    dy: &'a [[[T; F]; OW]; OH],
    /// With a bias and without.
    y: [&'a mut [[[T; F]; OW]; OH]; 2],
    dx: &'a mut [[[T; C]; W]; H],
    gradient: &'a mut [[T; F]; PATCH],
}

impl<
    T: Scalar,
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
    const F: usize,
    const KW: usize,
    const PATCH: usize,
> Task for Convolution<'_, T, H, W, C, OH, OW, F, KW, PATCH>
{
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        for (y, bias) in self.y.into_iter().zip([Some(self.bias), None]) {
            convolve(level, self.windows, self.filters, bias, self.x, y);
        }
        image_gradient::<L, T, H, W, C, OH, OW, F, KW, PATCH>(level, self.windows, self.filters, self.dy, self.dx);
        add_filter_gradients(level, self.windows, self.x, self.dy, self.gradient);
    }
}

fn agrees<
    T: Scalar,
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
    const F: usize,
    const KW: usize,
    const PATCH: usize,
>(
    at: At,
    stride: usize,
) {
    let sizes = Sizes {
        height: H,
        width: W,
        channels: C,
        positions: (OH, OW),
        filters: F,
        window: (PATCH / KW / C, KW),
        stride,
    };
    let expected = Expected::<T>::new(&sizes);
    let filters: Box<[[[T; F]; PATCH]]> = boxed(&expected.filters);
    let bias: Box<[[T; F]]> = boxed(&expected.bias);
    let x: Box<[[[[T; C]; W]; H]]> = boxed(&expected.x);
    let dy: Box<[[[[T; F]; OW]; OH]]> = boxed(&expected.dy);
    let mut with_bias: Box<[[[[T; F]; OW]; OH]]> = boxed(&blanks::<T>(OH * OW * F));
    let mut without = with_bias.clone();
    let mut dx: Box<[[[[T; C]; W]; H]]> = boxed(&blanks::<T>(H * W * C));
    let mut gradient: Box<[[[T; F]; PATCH]]> = boxed(&expected.before);
    run_at(
        at,
        Convolution::<T, H, W, C, OH, OW, F, KW, PATCH> {
            windows: sizes.windows(),
            filters: &filters[0],
            bias: &bias[0],
            x: &x[0],
            dy: &dy[0],
            y: [&mut with_bias[0], &mut without[0]],
            dx: &mut dx[0],
            gradient: &mut gradient[0],
        },
    );
    for (y, expected) in [with_bias, without].iter().zip(&expected.y) {
        let y = y[0].as_flattened().as_flattened();
        assert_eq!(y, expected, "outputs: {sizes:?}, {at:?}");
    }
    let dx = dx[0].as_flattened().as_flattened();
    assert_eq!(dx, expected.dx, "gradient of the image: {sizes:?}, {at:?}");
    let gradient = gradient[0].as_flattened();
    assert_eq!(
        gradient, expected.gradient,
        "gradient of the filters: {sizes:?}, {at:?}"
    );
    shared_kernels_give_the_same_bits::<T, H, W, C, OH, OW, F, KW, PATCH>(at, &sizes);
}

/// The kernels for layers of any size.
struct Shared<'a, T> {
    layer: SharedConvolution<'a, T>,
    x: &'a [T],
    dy: &'a [T],
    y: &'a mut [T],
    gradients: Gradients<'a, T>,
}

impl<T: Scalar> Task for Shared<'_, T> {
    type Output = bool;

    fn run<L: Level>(self, level: L) -> bool {
        let Some(level) = level.any() else { return false };
        T::convolve(level, self.layer, Samples::Together(self.x), self.y);
        T::convolution_gradients(level, self.layer, self.x, self.dy, self.gradients);
        true
    }
}

/// That kernels for layers of any size give the bits that those of fixed size give.
fn shared_kernels_give_the_same_bits<
    T: Scalar,
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
    const F: usize,
    const KW: usize,
    const PATCH: usize,
>(
    at: At,
    sizes: &Sizes,
) {
    let (filters, bias) = (inexact::<T>(1, PATCH * F), inexact::<T>(2, F));
    let (x, dy) = (inexact::<T>(3, H * W * C), inexact::<T>(4, OH * OW * F));
    let mut with_bias = boxed::<T, [[[T; F]; OW]; OH]>(&blanks::<T>(OH * OW * F));
    let mut without = with_bias.clone();
    let mut dx = boxed::<T, [[[T; C]; W]; H]>(&blanks::<T>(H * W * C));
    let mut gradient = boxed::<T, [[T; F]; PATCH]>(&inexact::<T>(5, PATCH * F));
    run_at(
        at,
        Convolution::<T, H, W, C, OH, OW, F, KW, PATCH> {
            windows: sizes.windows(),
            filters: &boxed(&filters)[0],
            bias: &boxed(&bias)[0],
            x: &boxed(&x)[0],
            dy: &boxed(&dy)[0],
            y: [&mut with_bias[0], &mut without[0]],
            dx: &mut dx[0],
            gradient: &mut gradient[0],
        },
    );
    for (bias, expected) in [(Some(&bias[..]), with_bias), (None, without)] {
        let (mut y, mut of_x) = (blanks::<T>(OH * OW * F), blanks::<T>(H * W * C));
        let mut kernel = inexact::<T>(5, PATCH * F);
        let shared = Shared {
            layer: SharedConvolution {
                windows: sizes.windows(),
                image: (H, W),
                channels: C,
                positions: (OH, OW),
                filters: F,
                kernel: &filters,
                bias,
            },
            x: &x,
            dy: &dy,
            y: &mut y,
            gradients: Gradients {
                kernel: &mut kernel,
                bias: None,
                x: Some(&mut of_x),
            },
        };
        if !run_at(at, shared) {
            return assert_eq!(
                at,
                At::Single,
                "each level but that of devices has kernels for layers of any size"
            );
        }
        let expected = expected[0].as_flattened().as_flattened();
        assert_eq!(bits(&y), bits(expected), "outputs: {sizes:?}, {at:?}");
        let dx = dx[0].as_flattened().as_flattened();
        assert_eq!(bits(&of_x), bits(dx), "gradient of the image: {sizes:?}, {at:?}");
        assert_eq!(
            bits(&kernel),
            bits(gradient[0].as_flattened()),
            "gradient of the filters: {sizes:?}, {at:?}"
        );
    }
}

/// Keras's number of positions.
const fn positions(padding: &str, input: usize, window: usize, stride: usize) -> usize {
    match padding.as_bytes() {
        b"same" => input.div_ceil(stride),
        b"valid" => (input - window) / stride + 1,
        _ => panic!("no such padding"),
    }
}

macro_rules! agree {
    ($type:ty: $(($h:literal by $w:expr, $c:literal) under ($kh:literal by $kw:literal, $f:literal) step $s:literal $padding:literal;)*) => {
        at_each_level(|at| { $(
            agrees::<$type, $h, { $w }, $c, { positions($padding, $h, $kh, $s) }, { positions($padding, $w, $kw, $s) }, $f, $kw,
                { $kh * $kw * $c }>(at, $s);
        )* })
    };
}

#[test]
fn windows_strides_and_paddings_agree() {
    agree! { f32:
        (5 by 7, 1) under (1 by 1, 16) step 1 "same";
        (7 by 9, 10) under (1 by 1, 3) step 2 "valid";
        (7 by 9, 33) under (2 by 2, 1) step 1 "valid";
        (6 by 8, 10) under (2 by 2, 7) step 2 "valid";
        (8 by 6, 33) under (3 by 3, 1) step 2 "same";
        (6 by 8, 7) under (3 by 3, 33) step 3 "valid";
        (5 by 7, 33) under (4 by 4, 10) step 2 "same";
        (6 by 8, 3) under (5 by 5, 16) step 1 "valid";
        (6 by 8, 10) under (5 by 5, 3) step 3 "valid";
    }
}

/// Groups of neighbours are chosen by the number of positions.
#[test]
fn numbers_of_positions_agree() {
    agree! { f32:
        (3 by 8, 2) under (3 by 3, 33) step 1 "same";
        (3 by 13, 3) under (3 by 3, 7) step 1 "same";
        (2 by 2, 3) under (2 by 2, 16) step 1 "valid";
        (2 by 4, 1) under (2 by 2, 33) step 1 "valid";
        (2 by 6, 3) under (2 by 2, 1) step 1 "valid";
        (2 by 8, 3) under (2 by 2, 16) step 1 "valid";
        (2 by 10, 1) under (2 by 2, 33) step 1 "valid";
        (2 by 12, 3) under (2 by 2, 1) step 1 "valid";
    }
}

#[test]
fn windows_that_are_not_square_or_larger_than_the_image_agree() {
    agree! { f32:
        (5 by 9, 2) under (1 by 4, 6) step 1 "same";
        (6 by 8, 1) under (2 by 5, 9) step 1 "valid";
        (2 by 2, 1) under (7 by 7, 3) step 1 "same";
    }
}

#[test]
fn double_precision_agrees() {
    agree! { f64:
        (8 by 9, 3) under (3 by 3, 7) step 2 "valid";
    }
}

#[cfg(every_width)]
#[test]
fn every_window_stride_and_padding_agrees() {
    agree! { f32:
        (5 by 7, 1) under (1 by 1, 16) step 1 "same";
        (6 by 8, 33) under (1 by 1, 10) step 1 "valid";
        (8 by 6, 16) under (1 by 1, 33) step 2 "same";
        (7 by 9, 10) under (1 by 1, 3) step 2 "valid";
        (5 by 7, 7) under (1 by 1, 3) step 3 "same";
        (6 by 8, 3) under (1 by 1, 7) step 3 "valid";
        (8 by 6, 1) under (2 by 2, 10) step 1 "same";
        (7 by 9, 33) under (2 by 2, 1) step 1 "valid";
        (5 by 7, 16) under (2 by 2, 1) step 2 "same";
        (6 by 8, 10) under (2 by 2, 7) step 2 "valid";
        (8 by 6, 7) under (2 by 2, 33) step 3 "same";
        (7 by 9, 3) under (2 by 2, 16) step 3 "valid";
        (5 by 7, 3) under (3 by 3, 7) step 1 "same";
        (6 by 8, 1) under (3 by 3, 10) step 1 "valid";
        (8 by 6, 33) under (3 by 3, 1) step 2 "same";
        (7 by 9, 16) under (3 by 3, 1) step 2 "valid";
        (5 by 7, 10) under (3 by 3, 7) step 3 "same";
        (6 by 8, 7) under (3 by 3, 33) step 3 "valid";
        (8 by 6, 3) under (4 by 4, 16) step 1 "same";
        (7 by 9, 1) under (4 by 4, 16) step 1 "valid";
        (5 by 7, 33) under (4 by 4, 10) step 2 "same";
        (6 by 8, 16) under (4 by 4, 33) step 2 "valid";
        (8 by 6, 10) under (4 by 4, 3) step 3 "same";
        (7 by 9, 7) under (4 by 4, 3) step 3 "valid";
        (5 by 7, 7) under (5 by 5, 33) step 1 "same";
        (6 by 8, 3) under (5 by 5, 16) step 1 "valid";
        (8 by 6, 1) under (5 by 5, 16) step 2 "same";
        (7 by 9, 33) under (5 by 5, 10) step 2 "valid";
        (5 by 7, 16) under (5 by 5, 33) step 3 "same";
        (6 by 8, 10) under (5 by 5, 3) step 3 "valid";
    }
}

#[cfg(every_width)]
#[test]
fn every_number_of_positions_agrees() {
    agree! { f32:
        (3 by 1, 3) under (3 by 3, 7) step 1 "same";
        (3 by 2, 2) under (3 by 3, 33) step 1 "same";
        (3 by 3, 1) under (3 by 3, 3) step 1 "same";
        (3 by 4, 7) under (3 by 3, 1) step 1 "same";
        (3 by 5, 3) under (3 by 3, 10) step 1 "same";
        (3 by 6, 1) under (3 by 3, 16) step 1 "same";
        (3 by 7, 3) under (3 by 3, 7) step 1 "same";
        (3 by 8, 2) under (3 by 3, 33) step 1 "same";
        (3 by 9, 1) under (3 by 3, 3) step 1 "same";
        (3 by 10, 7) under (3 by 3, 1) step 1 "same";
        (3 by 11, 3) under (3 by 3, 10) step 1 "same";
        (3 by 12, 1) under (3 by 3, 16) step 1 "same";
        (3 by 13, 3) under (3 by 3, 7) step 1 "same";
        (3 by 14, 2) under (3 by 3, 33) step 1 "same";
        (3 by 15, 1) under (3 by 3, 3) step 1 "same";
        (3 by 16, 7) under (3 by 3, 1) step 1 "same";
        (3 by 17, 3) under (3 by 3, 10) step 1 "same";
        (3 by 18, 1) under (3 by 3, 16) step 1 "same";
        (3 by 19, 3) under (3 by 3, 7) step 1 "same";
        (3 by 20, 2) under (3 by 3, 33) step 1 "same";
        (3 by 21, 1) under (3 by 3, 3) step 1 "same";
        (3 by 22, 7) under (3 by 3, 1) step 1 "same";
        (3 by 23, 3) under (3 by 3, 10) step 1 "same";
        (3 by 24, 1) under (3 by 3, 16) step 1 "same";
        (3 by 25, 3) under (3 by 3, 7) step 1 "same";
        (3 by 26, 2) under (3 by 3, 33) step 1 "same";
        (3 by 27, 1) under (3 by 3, 3) step 1 "same";
        (3 by 28, 7) under (3 by 3, 1) step 1 "same";
        (3 by 29, 3) under (3 by 3, 10) step 1 "same";
        (3 by 30, 1) under (3 by 3, 16) step 1 "same";
        (2 by 2, 3) under (2 by 2, 16) step 1 "valid";
        (2 by 3, 2) under (2 by 2, 7) step 1 "valid";
        (2 by 4, 1) under (2 by 2, 33) step 1 "valid";
        (2 by 5, 7) under (2 by 2, 3) step 1 "valid";
        (2 by 6, 3) under (2 by 2, 1) step 1 "valid";
        (2 by 7, 1) under (2 by 2, 10) step 1 "valid";
        (2 by 8, 3) under (2 by 2, 16) step 1 "valid";
        (2 by 9, 2) under (2 by 2, 7) step 1 "valid";
        (2 by 10, 1) under (2 by 2, 33) step 1 "valid";
        (2 by 11, 7) under (2 by 2, 3) step 1 "valid";
        (2 by 12, 3) under (2 by 2, 1) step 1 "valid";
        (2 by 13, 1) under (2 by 2, 10) step 1 "valid";
        (2 by 14, 3) under (2 by 2, 16) step 1 "valid";
        (2 by 15, 2) under (2 by 2, 7) step 1 "valid";
        (2 by 16, 1) under (2 by 2, 33) step 1 "valid";
        (2 by 17, 7) under (2 by 2, 3) step 1 "valid";
        (2 by 18, 3) under (2 by 2, 1) step 1 "valid";
        (2 by 19, 1) under (2 by 2, 10) step 1 "valid";
        (2 by 20, 3) under (2 by 2, 16) step 1 "valid";
        (2 by 21, 2) under (2 by 2, 7) step 1 "valid";
        (2 by 22, 1) under (2 by 2, 33) step 1 "valid";
        (2 by 23, 7) under (2 by 2, 3) step 1 "valid";
        (2 by 24, 3) under (2 by 2, 1) step 1 "valid";
        (2 by 25, 1) under (2 by 2, 10) step 1 "valid";
        (2 by 26, 3) under (2 by 2, 16) step 1 "valid";
        (2 by 27, 2) under (2 by 2, 7) step 1 "valid";
        (2 by 28, 1) under (2 by 2, 33) step 1 "valid";
        (2 by 29, 7) under (2 by 2, 3) step 1 "valid";
        (2 by 30, 3) under (2 by 2, 1) step 1 "valid";
        (2 by 31, 1) under (2 by 2, 10) step 1 "valid";
    }
}
