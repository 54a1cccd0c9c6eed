//! Merging layers against Keras, in f64 and f32, and their gradients against central differences.

use layerproof::__private::Zeroable;
use layerproof::Scalar;
use layerproof::kernels::Plain;
use layerproof::layers::*;
use layerproof::prelude::{Model, Network, SVector, Train, functional};
use layerproof::shape::{Array, Features, Image, Sequence, Shape};
use layerproof::tape::Pass;
use layerproof_tests::{Case, Tolerance, assert_close};

const TILE: usize = 8;

/// What the two passes over a tile give.
struct Passes<T> {
    y: Vec<T>,
    /// The gradients of the inputs that were asked for.
    dx: Vec<Vec<T>>,
}

/// Sends the values of some samples forward through a layer, and `dy` back. `asked` says which gradients are asked for.
fn run<L: TrainLayer, const N: usize>(
    x: &[Vec<L::Scalar>; N],
    dy: &[L::Scalar],
    asked: [bool; N],
) -> Passes<L::Scalar> {
    assert_eq!(L::Input::LENS.len(), N);
    let rows = x[0].len() / L::Input::LENS[0];
    let flat = x.each_ref().map(Vec::as_slice);
    let mut entry = Box::new(Entry::<L, TILE>::zeroed());
    let pass = Pass::new(rows, 1, 0, &[]);
    let layer = L::ZERO;
    layer.forward(&flat, &mut entry, &pass, 0);
    let y = entry.outputs(rows).to_vec();
    entry.split(rows).1.copy_from_slice(dy);
    // Gradients are written, whatever was there before.
    let mut dx = x.each_ref().map(|x| vec![L::Scalar::from_f64(7.0); x.len()]);
    let mut place = dx.iter_mut().zip(asked);
    let into = core::array::from_fn(|_| {
        let (dx, asked) = place.next().expect("one for each value");
        asked.then_some(dx.as_mut_slice())
    });
    let mut gradient = L::ZERO;
    layer.backward(&flat, &mut entry, into, &mut gradient, &pass, 0, false);
    Passes { y, dx: dx.into() }
}

/// Each sample by itself, as a prediction computes it.
fn alone<L: Layer, const N: usize>(x: &[Vec<L::Scalar>; N]) -> Vec<L::Scalar> {
    let rows = x[0].len() / L::Input::LENS[0];
    let layer = L::ZERO;
    let one = |row: usize| {
        let y = layer.call(L::Input::sample(|i: usize| {
            let len = L::Input::LENS[i];
            &x[i][row * len..(row + 1) * len]
        }));
        y.flat().to_vec()
    };
    (0..rows).flat_map(one).collect()
}

/// Each sample by itself, computed where value `place` lies.
fn in_place<L: Layer, const N: usize>(x: &[Vec<L::Scalar>; N], place: usize) -> Vec<L::Scalar> {
    let (len, layer) = (L::Output::LEN, L::ZERO);
    let one = |row: usize| {
        let sample = |i: usize| &x[i][row * len..(row + 1) * len];
        let mut y = <Out<L>>::ZERO;
        y.flat_mut().copy_from_slice(sample(place));
        layer.infer_in_place(Plain, |i: usize| if i == place { &[][..] } else { sample(i) }, &mut y);
        y.flat().to_vec()
    };
    (0..x[0].len() / len).flat_map(one).collect()
}

fn check<L: TrainLayer, const N: usize>(name: &str) {
    let case = Case::open("layers", name);
    let tolerance = case.tolerance::<L::Scalar>("");
    let x: [Vec<L::Scalar>; N] = core::array::from_fn(|i| case.values(&format!("x{i}")));
    let dy = case.values::<L::Scalar>("dy");
    let Passes { y, dx } = run::<L, N>(&x, &dy, [true; N]);
    assert_close(&format!("{name}: y"), &y, &case.tensor("y").values, tolerance);
    for (i, dx) in dx.iter().enumerate() {
        let wanted = &case.tensor(&format!("dx{i}")).values;
        assert_close(&format!("{name}: dx{i}"), dx, wanted, tolerance);
    }
    assert!(alone::<L, N>(&x) == y, "{name}: one sample by itself gives other bits");
    if L::IN_PLACE {
        for place in 0..N {
            assert!(in_place::<L, N>(&x, place) == y, "{name}: over value {place}");
        }
    }
    for only in 0..N {
        let some = run::<L, N>(&x, &dy, core::array::from_fn(|i| i == only));
        assert!(some.dx[only] == dx[only], "{name}: dx{only} by itself");
    }
}

/// One test a case: the case, the number of values, and the layer in the number type `T`.
macro_rules! cases {
    ($($name:ident: $count:literal, $layer:ty;)*) => {
        $(
            #[test]
            fn $name() {
                type OfType<T> = $layer;
                check::<OfType<f64>, $count>(stringify!($name));
                check::<OfType<f32>, $count>(stringify!($name));
            }
        )*
    };
}

type Row = Features<4>;

cases! {
    merge_add: 3, Add<T, Row, 3>;
    merge_multiply: 3, Multiply<T, Row, 3>;
    merge_average: 3, Average<T, Row, 3>;
    merge_maximum: 3, Maximum<T, Row, 3>;
    merge_minimum: 3, Minimum<T, Row, 3>;
    merge_subtract: 2, Subtract<T, Row, 2>;
    merge_concatenate: 2, Concatenate<T, (Row, Features<5>), Features<9>, 0>;
    merge_concatenate_axis1: 2, Concatenate<T, (Sequence<2, 4>, Sequence<3, 4>), Sequence<5, 4>, 0>;
    merge_dot: 2, Dot<T, (Row, Row), Features<1>, 0, 0, false>;
    merge_dot_normalize: 2, Dot<T, (Row, Row), Features<1>, 0, 0, true>;
    merge_dot_rank3: 2, Dot<T, (Sequence<2, 4>, Sequence<4, 3>), Sequence<2, 3>, 1, 0, false>;
}

/// Numbers between −1 and 1 that look random and are the same in each run.
fn noise(count: usize, salt: u64) -> Vec<f64> {
    let number = |i: u64| {
        let x = (i * 1_000_003 + salt).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let x = (x ^ (x >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        (x >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    };
    (0..count as u64).map(number).collect()
}

/// Compares the gradients of all values with central differences of the loss Σ y · dy.
fn check_differences<L: TrainLayer<Scalar = f64>, const N: usize>() {
    const ROWS: usize = 3;
    const STEP: f64 = 1e-5;
    let name = std::any::type_name::<L>();
    let x: [Vec<f64>; N] = core::array::from_fn(|i| noise(ROWS * L::Input::LENS[i], i as u64));
    let dy = noise(ROWS * L::Output::LEN, 99);
    let loss = |x: &[Vec<f64>; N]| -> f64 { alone::<L, N>(x).iter().zip(&dy).map(|(y, dy)| y * dy).sum() };
    let Passes { dx, .. } = run::<L, N>(&x, &dy, [true; N]);
    for (i, dx) in dx.iter().enumerate() {
        let differences: Vec<f64> = (0..x[i].len())
            .map(|at| {
                let moved = |by: f64| {
                    let mut x = x.clone();
                    x[i][at] += by;
                    loss(&x)
                };
                (moved(STEP) - moved(-STEP)) / (2.0 * STEP)
            })
            .collect();
        let tolerance = Tolerance { atol: 1e-7, rtol: 1e-6 };
        assert_close(&format!("{name}: dx{i}"), dx, &differences, tolerance);
    }
}

#[test]
fn gradients_of_values_of_one_shape() {
    type Picture = Image<3, 2, 2>;
    check_differences::<Add<f64, Picture, 2>, 2>();
    check_differences::<Add<f64, Features<1>, 12>, 12>();
    check_differences::<Subtract<f64, Sequence<3, 2>, 2>, 2>();
    check_differences::<Multiply<f64, Features<5>, 2>, 2>();
    check_differences::<Multiply<f64, Picture, 5>, 5>();
    check_differences::<Average<f64, Sequence<2, 2>, 7>, 7>();
    check_differences::<Maximum<f64, Picture, 3>, 3>();
    check_differences::<Minimum<f64, Features<9>, 4>, 4>();
}

#[test]
fn gradients_of_concatenations_along_every_axis() {
    check_differences::<Concatenate<f64, (Features<1>, Features<4>, Features<2>), Features<7>, 0>, 3>();
    check_differences::<Concatenate<f64, (Sequence<2, 3>, Sequence<4, 3>), Sequence<6, 3>, 0>, 2>();
    check_differences::<Concatenate<f64, (Sequence<2, 3>, Sequence<2, 1>), Sequence<2, 4>, 1>, 2>();
    check_differences::<Concatenate<f64, (Image<1, 2, 3>, Image<2, 2, 3>), Image<3, 2, 3>, 0>, 2>();
    check_differences::<Concatenate<f64, (Image<2, 1, 3>, Image<2, 4, 3>), Image<2, 5, 3>, 1>, 2>();
    check_differences::<
        Concatenate<f64, (Image<2, 2, 3>, Image<2, 2, 1>, Image<2, 2, 2>, Image<2, 2, 1>), Image<2, 2, 7>, 2>,
        4,
    >();
}

#[test]
fn gradients_of_dots_along_every_axis() {
    type Steps = Sequence<3, 4>;
    check_differences::<Dot<f64, (Features<3>, Features<3>), Features<1>, 0, 0, false>, 2>();
    check_differences::<Dot<f64, (Features<3>, Features<3>), Features<1>, 0, 0, true>, 2>();
    check_differences::<Dot<f64, (Features<4>, Steps), Features<3>, 0, 1, false>, 2>();
    check_differences::<Dot<f64, (Steps, Features<3>), Features<4>, 0, 0, true>, 2>();
    check_differences::<Dot<f64, (Steps, Sequence<3, 2>), Sequence<4, 2>, 0, 0, false>, 2>();
    check_differences::<Dot<f64, (Steps, Sequence<2, 3>), Sequence<4, 2>, 0, 1, true>, 2>();
    check_differences::<Dot<f64, (Steps, Sequence<4, 2>), Sequence<3, 2>, 1, 0, true>, 2>();
    check_differences::<Dot<f64, (Steps, Sequence<2, 4>), Sequence<3, 2>, 1, 1, false>, 2>();
}

/// A row's numbers lie where Keras puts them, on each axis.
#[test]
fn concatenations_lie_as_in_numpy() {
    type Across = Concatenate<f32, (Image<2, 1, 2>, Image<2, 2, 2>), Image<2, 3, 2>, 1>;
    let a = [1.0, 2.0, 3.0, 4.0];
    let b = [5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0];
    let y = Across::ZERO.call([&a, &b]);
    assert_eq!(
        y.as_flattened().as_flattened(),
        [1.0, 2.0, 5.0, 6.0, 7.0, 8.0, 3.0, 4.0, 9.0, 10.0, 11.0, 12.0]
    );
}

/// Keras's norm is at least 1e-7, so that zeros have a product: 0.
#[test]
fn a_norm_is_at_least_epsilon() {
    fn check<T: Scalar>() {
        type Cosine<T> = Dot<T, (Features<2>, Features<2>), Features<1>, 0, 0, true>;
        let of =
            |a: [f64; 2], b: [f64; 2]| Cosine::<T>::ZERO.call([&a.map(T::from_f64), &b.map(T::from_f64)])[0].to_f64();
        assert_eq!(of([0.0, 0.0], [3.0, 4.0]), 0.0);
        let close = |value: f64, wanted: f64| assert!((value - wanted).abs() < 1e-5, "{value}, not {wanted}");
        close(of([3e-7, 4e-7], [3.0, 4.0]), 1.0);
        close(of([3e-8, 4e-8], [3.0, 4.0]), 0.5);
        close(of([3e-9, 0.0], [3.0, 4.0]), 0.03 * 0.6);

        // Below epsilon the norm is a constant: the gradient is that of the product alone.
        let x = [
            vec![T::from_f64(3e-9), T::ZERO],
            vec![T::from_f64(3.0), T::from_f64(4.0)],
        ];
        let Passes { dx, .. } = run::<Cosine<T>, 2>(&x, &[T::ONE], [true; 2]);
        let wanted = [0.6e7, 0.8e7];
        assert_close("dx", &dx[0], &wanted, Tolerance { atol: 0.0, rtol: 1e-5 });
        let x = [vec![T::ZERO; 2], vec![T::ZERO; 2]];
        let Passes { y, dx } = run::<Cosine<T>, 2>(&x, &[T::ONE], [true; 2]);
        assert!(y[0] == T::ZERO && dx.concat().iter().all(|&dx| dx == T::ZERO));
    }
    check::<f64>();
    check::<f32>();
}

/// As `NumPy`'s and Keras's: a NaN wins, wherever it stands. Of equal values the first takes the gradient.
#[test]
fn maxima_of_values_that_do_not_compare() {
    for place in 0..3 {
        let x: [[f32; 1]; 3] = core::array::from_fn(|i| [if i == place { f32::NAN } else { 1.0 }]);
        let x = x.each_ref().map(<[f32; 1]>::as_slice);
        assert!(Maximum::<f32, Features<1>, 3>::ZERO.call(x)[0].is_nan(), "{place}");
        assert!(Minimum::<f32, Features<1>, 3>::ZERO.call(x)[0].is_nan(), "{place}");
    }
    let equal: [Vec<f64>; 3] = [vec![2.0], vec![2.0], vec![1.0]];
    let Passes { dx, .. } = run::<Maximum<f64, Features<1>, 3>, 3>(&equal, &[5.0], [true; 3]);
    assert_eq!(dx, [[5.0], [0.0], [0.0]]);
}

/// What is computed over a value of its own is the same as elsewhere, and takes no memory.
#[test]
fn merges_in_place() {
    functional! {
        fn Net(x: Input<8>) -> y {
            let a = Dense<16, Relu>(x);
            let b = Dense<16, Relu>(a);
            let c = Maximum(Subtract(b, a), Multiply(a, a));
            let d = Average(Add(c, c), Dense<16>(c), c);
            let y = Add(d, Dense<16>(d));
        }
    }

    // Two places, and the output's.
    assert_eq!(Net::SCRATCH_BYTES, 2 * 16 * size_of::<f32>());
    let net = Net::new(3);
    let x = [0.3, -0.2, 0.1, 0.9, -0.7, 0.4, 0.0, 0.5];
    let a = net.a.call(&x);
    let b = net.b.call(&a);
    let c = net
        .c
        .call([&net.subtract_1.call([&b, &a]), &net.multiply_1.call([&a, &a])]);
    let d = net.d.call([&net.add_1.call([&c, &c]), &net.dense_1.call(&c), &c]);
    let y = net.y.call([&d, &net.dense_2.call(&d)]);
    assert_eq!(net.predict(&x).as_slice(), y);
    // Side by side with others, where a layer takes each input from elsewhere.
    let mut many = [SVector::zeros(); 37];
    net.predict_batch(&[x; 37], &mut many).expect("as many outputs");
    assert!(many.iter().all(|other| other.as_slice() == y));
}
