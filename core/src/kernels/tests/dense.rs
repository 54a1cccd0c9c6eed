use std::boxed::Box;
use std::vec::Vec;

use super::super::{
    Affine, Gradients, Level, Samples, Task, add_outer_products, add_rows, affine, affine_rows, transposed_products,
};
use super::{At, at_each_level, bits, blanks, boxed, inexact, numbers, run_at};
use crate::Scalar;

/// All kernels of one tile of rows.
struct Products<'a, T, const I: usize, const O: usize> {
    w: &'a [[T; O]; I],
    bias: Option<&'a [T; O]>,
    x: &'a [[T; I]],
    dy: &'a [[T; O]],
    y: &'a mut [[T; O]],
    /// The same as `y`, row by row.
    alone: &'a mut [[T; O]],
    dx: &'a mut [[T; I]],
    gradient: &'a mut [[T; O]; I],
    sum: &'a mut [T; O],
}

impl<T: Scalar, const I: usize, const O: usize> Task for Products<'_, T, I, O> {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        affine_rows(level, self.w, self.bias, self.x, self.y);
        for (x, y) in self.x.iter().zip(self.alone) {
            affine(level, self.w, self.bias, x, y);
        }
        transposed_products(level, self.w, self.dy, self.dx);
        add_outer_products(level, self.x, self.dy, self.gradient);
        add_rows(level, self.dy, self.sum);
    }
}

/// What goes into the kernels, and what has to come out: plain loops.
struct Expected<T> {
    inputs: usize,
    outputs: usize,
    w: Vec<T>,
    bias: Vec<T>,
    x: Vec<T>,
    dy: Vec<T>,
    /// Without a bias.
    y: Vec<T>,
    dx: Vec<T>,
    /// What the gradient held before.
    before: Vec<T>,
}

impl<T: Scalar> Expected<T> {
    fn new(inputs: usize, outputs: usize, rows: usize) -> Self {
        let w: Vec<T> = numbers(1, inputs * outputs);
        let x: Vec<T> = numbers(3, rows * inputs);
        let dy: Vec<T> = numbers(4, rows * outputs);
        let mut y = std::vec![T::ZERO; rows * outputs];
        let mut dx = std::vec![T::ZERO; rows * inputs];
        for r in 0..rows {
            for i in 0..inputs {
                for o in 0..outputs {
                    y[r * outputs + o] += w[i * outputs + o] * x[r * inputs + i];
                    dx[r * inputs + i] += w[i * outputs + o] * dy[r * outputs + o];
                }
            }
        }
        Self {
            inputs,
            outputs,
            w,
            bias: numbers(2, outputs),
            x,
            dy,
            y,
            dx,
            before: numbers(5, inputs * outputs),
        }
    }

    fn y_of(&self, rows: usize, with_bias: bool) -> Vec<T> {
        let bias = |o: usize| if with_bias { self.bias[o] } else { T::ZERO };
        let y = self.y[..rows * self.outputs].iter();
        y.enumerate().map(|(i, &y)| y + bias(i % self.outputs)).collect()
    }

    fn gradient(&self, rows: usize) -> Vec<T> {
        let mut gradient = self.before.clone();
        for r in 0..rows {
            for i in 0..self.inputs {
                for o in 0..self.outputs {
                    gradient[i * self.outputs + o] += self.x[r * self.inputs + i] * self.dy[r * self.outputs + o];
                }
            }
        }
        gradient
    }

    /// Rows added to the bias.
    fn sum(&self, rows: usize) -> Vec<T> {
        let mut sum = self.bias.clone();
        for (i, &dy) in self.dy[..rows * self.outputs].iter().enumerate() {
            sum[i % self.outputs] += dy;
        }
        sum
    }
}

fn agrees<T: Scalar, const I: usize, const O: usize>(at: At) {
    const ROWS: usize = 7;
    let expected = Expected::<T>::new(I, O, ROWS);
    let w: Box<[[[T; O]; I]]> = boxed(&expected.w);
    let bias: Box<[[T; O]]> = boxed(&expected.bias);
    for rows in 0..=ROWS {
        let x: Box<[[T; I]]> = boxed(&expected.x[..rows * I]);
        let dy: Box<[[T; O]]> = boxed(&expected.dy[..rows * O]);
        let mut y: Box<[[T; O]]> = boxed(&blanks::<T>(rows * O));
        let mut alone = y.clone();
        let mut dx: Box<[[T; I]]> = boxed(&blanks::<T>(rows * I));
        let mut gradient: Box<[[[T; O]; I]]> = boxed(&expected.before);
        let mut sum = bias.clone();
        let with_bias = rows % 3 > 0;
        run_at(
            at,
            Products {
                w: &w[0],
                bias: with_bias.then(|| &bias[0]),
                x: &x,
                dy: &dy,
                y: &mut y,
                alone: &mut alone,
                dx: &mut dx,
                gradient: &mut gradient[0],
                sum: &mut sum[0],
            },
        );
        let what = || std::format!("{I} to {O}, {rows} rows, {at:?}");
        let y_expected = expected.y_of(rows, with_bias);
        assert_eq!(y.as_flattened(), y_expected, "outputs: {}", what());
        assert_eq!(
            alone.as_flattened(),
            y_expected,
            "outputs of a row by itself: {}",
            what()
        );
        assert_eq!(
            dx.as_flattened(),
            &expected.dx[..rows * I],
            "gradient of the inputs: {}",
            what()
        );
        assert_eq!(
            gradient.as_flattened().as_flattened(),
            expected.gradient(rows),
            "gradient of the weights: {}",
            what()
        );
        assert_eq!(sum.as_flattened(), expected.sum(rows), "sum of rows: {}", what());
        shared_kernels_give_the_same_bits::<T, I, O>(at, rows);
    }
}

/// The kernels for layers of any size.
struct Shared<'a, T> {
    layer: Affine<'a, T>,
    x: &'a [T],
    dy: &'a [T],
    y: [&'a mut [T]; 2],
    gradients: Gradients<'a, T>,
}

impl<T: Scalar> Task for Shared<'_, T> {
    type Output = bool;

    fn run<L: Level>(self, level: L) -> bool {
        let Some(level) = level.any() else { return false };
        let [y, apart] = self.y;
        let rows: Vec<&[T]> = self.x.chunks_exact(self.layer.inputs).collect();
        T::affine(level, self.layer, Samples::Together(self.x), y);
        T::affine(level, self.layer, Samples::Apart(&rows), apart);
        T::affine_gradients(level, self.layer, self.x, self.dy, self.gradients);
        true
    }
}

/// That kernels for layers of any size give the bits that those of fixed size give.
fn shared_kernels_give_the_same_bits<T: Scalar, const I: usize, const O: usize>(at: At, rows: usize) {
    let (w, bias) = (inexact::<T>(1, I * O), inexact::<T>(2, O));
    let (x, dy) = (inexact::<T>(3, rows * I), inexact::<T>(4, rows * O));
    let bias = (!rows.is_multiple_of(3)).then_some(&bias[..]);
    let mut y = boxed::<T, [T; O]>(&blanks::<T>(rows * O));
    let mut alone = y.clone();
    let mut dx = boxed::<T, [T; I]>(&blanks::<T>(rows * I));
    let mut gradient = boxed::<T, [[T; O]; I]>(&inexact::<T>(5, I * O));
    let mut sum = boxed::<T, [T; O]>(&inexact::<T>(6, O));
    run_at(
        at,
        Products {
            w: &boxed(&w)[0],
            bias: bias.and_then(|bias| bias.first_chunk()),
            x: &boxed(&x),
            dy: &boxed(&dy),
            y: &mut y,
            alone: &mut alone,
            dx: &mut dx,
            gradient: &mut gradient[0],
            sum: &mut sum[0],
        },
    );
    let (mut together, mut apart) = (blanks::<T>(rows * O), blanks::<T>(rows * O));
    let (mut kernel, mut of_bias, mut of_x) = (inexact::<T>(5, I * O), inexact::<T>(6, O), blanks::<T>(rows * I));
    let is_shared = run_at(
        at,
        Shared {
            layer: Affine {
                inputs: I,
                outputs: O,
                kernel: &w,
                bias,
            },
            x: &x,
            dy: &dy,
            y: [&mut together, &mut apart],
            gradients: Gradients {
                kernel: &mut kernel,
                bias: Some(&mut of_bias),
                x: Some(&mut of_x),
            },
        },
    );
    if !is_shared {
        return assert_eq!(
            at,
            At::Single,
            "each level but that of devices has kernels for layers of any size"
        );
    }
    let what = || std::format!("{I} to {O}, {rows} rows, {at:?}");
    assert_eq!(bits(&together), bits(y.as_flattened()), "outputs: {}", what());
    assert_eq!(
        bits(&apart),
        bits(y.as_flattened()),
        "outputs of rows apart: {}",
        what()
    );
    assert_eq!(
        bits(&of_x),
        bits(dx.as_flattened()),
        "gradient of the inputs: {}",
        what()
    );
    let gradient = gradient.as_flattened().as_flattened();
    assert_eq!(bits(&kernel), bits(gradient), "gradient of the weights: {}", what());
    assert_eq!(bits(&of_bias), bits(&sum[0]), "gradient of the bias: {}", what());
}

macro_rules! agree {
    ($type:ty: $($i:literal to $o:literal),* $(,)?) => {
        at_each_level(|at| { $(agrees::<$type, $i, $o>(at);)* })
    };
}

/// Each beside as many of the other as make 71: all block sizes, and the remainders that they leave, on both axes.
macro_rules! widths {
    ($($n:literal)*) => {
        at_each_level(|at| { $(agrees::<f32, $n, { 71 - $n }>(at);)* })
    };
}

#[test]
fn narrow_layers_agree() {
    widths!(1 2 3 4 5 7 8 12 15 17 22 31 35 38 46 54 59 63 66 70);
    agree!(f32: 1 to 1, 2 to 3, 9 to 6, 6 to 7, 10 to 10, 64 to 32);
}

#[test]
fn double_precision_agrees() {
    agree!(f64: 7 to 33, 31 to 17, 5 to 3, 3 to 129);
}

#[test]
fn wide_layers_agree() {
    agree!(f32: 3 to 127, 5 to 128, 6 to 200, 18 to 513, 130 to 2, 17 to 1025);
}

/// Each number of inputs and of outputs, too many to compile without need: see CONTRIBUTING.md.
#[cfg(every_width)]
#[test]
fn every_width_up_to_70_agrees() {
    widths!(1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40
        41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63 64 65 66 67 68 69 70);
}
