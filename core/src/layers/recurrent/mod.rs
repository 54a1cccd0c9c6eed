//! Layers that go over a sequence step by step and carry a state along.
//!
//! A [`Recurrent`] layer is what all of them have in common: the products with the inputs, of some steps at once, and the way over
//! the steps, forward and backward through time. A [`Cell`] is what one step does.

mod bias;
mod cell;
mod directed;
mod gru;
mod lstm;
mod product;
mod returns;
mod simple_rnn;
mod stream;
#[cfg(feature = "train")]
mod train;

use core::fmt;
use core::marker::PhantomData;

use bytemuck::Zeroable;
use nalgebra::{ArrayStorage, SMatrix};

pub use self::bias::GateBias;
pub use self::cell::{Carry, Cell};
pub use self::directed::Directed;
#[cfg(feature = "train")]
pub use self::directed::TrainDirected;
pub use self::gru::{Gru, GruCell};
pub use self::lstm::{Lstm, LstmCell};
use self::product::{Affine, Product};
pub use self::returns::Returns;
pub use self::simple_rnn::{SimpleRnn, SimpleRnnCell};
#[cfg(feature = "train")]
use self::train::Saved;
use super::{In, Layer, Out, ParameterInfo, Ref};
use crate::Scalar;
use crate::activations::Head;
use crate::initializers::{self, RecurrentInitializers};
use crate::kernels::{self, Level};
use crate::shape::Sequence;

/// The steps whose inputs are multiplied side by side.
const SIDE_BY_SIDE: usize = 4;

/// A layer that goes over the `S` steps of `C` channels of a sequence, with `U` units.
///
/// `Z` is the [`Cell`], whose gates together take `G` sums; `Y` is what it gives: `Features<U>`, the last state, or
/// `Sequence<S, U>`, that of each step. `B` is the [`GateBias`], `W` the initialisers of kernel, recurrent kernel and bias, `O`
/// the [`Options`].
///
/// Use it by the names of its cells: [`SimpleRnn`], [`Lstm`], [`Gru`].
#[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
#[zeroable(bound = "T: Scalar, B: Zeroable")]
#[repr(C, align(64))]
pub struct Recurrent<T, Z, const S: usize, const C: usize, Y, const U: usize, const G: usize, B, W, O>
where
    T: Scalar,
    Z: 'static,
    Y: 'static,
    W: 'static,
    O: 'static,
{
    /// The weights of the inputs: column i holds what input i adds to each sum. In memory this is Keras's (in, sums) row by row,
    /// the gates in Keras's order.
    pub kernel: SMatrix<T, G, C>,
    /// The weights of the state before: column u holds what unit u adds to each sum.
    pub recurrent_kernel: SMatrix<T, G, U>,
    /// One number a sum; two where the cell adds one to each product.
    pub bias: B,
    settings: PhantomData<(Z, Y, W, O)>,
}

/// The settings of a recurrent layer that are neither types nor parameters: whether it begins with the last step, and how many of
/// the inputs and of the state's numbers are left out while training, as bits.
///
/// What is left out is the same at each step of a sample, as in Keras and after Gal and Ghahramani 2016.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options<const BACKWARDS: bool = false, const DROPOUT: u64 = 0, const RECURRENT_DROPOUT: u64 = 0>;

/// What [`Options`] say.
pub trait AnyOptions: Copy + PartialEq + Send + Sync + 'static {
    /// Whether the layer begins with the last step.
    const BACKWARDS: bool;
    /// The probability that an input is left out.
    const DROPOUT: f64;
    /// The probability that a number of the state is left out.
    const RECURRENT_DROPOUT: f64;
}

impl<const BACKWARDS: bool, const DROPOUT: u64, const RECURRENT_DROPOUT: u64> AnyOptions
    for Options<BACKWARDS, DROPOUT, RECURRENT_DROPOUT>
{
    const BACKWARDS: bool = BACKWARDS;
    const DROPOUT: f64 = rate(DROPOUT);
    const RECURRENT_DROPOUT: f64 = rate(RECURRENT_DROPOUT);
}

const fn rate(bits: u64) -> f64 {
    let rate = f64::from_bits(bits);
    assert!(rate >= 0.0 && rate < 1.0, "a rate of dropout lies from 0 to below 1");
    rate
}

/// What a recurrent layer remembers of the steps so far: its last output, and what its cell carries besides.
#[derive(Clone, Copy)]
pub struct State<T: Scalar, Z: Cell, const U: usize> {
    h: [T; U],
    carry: Z::Carry<T, U>,
}

impl<T: Scalar, Z: Cell, const U: usize> fmt::Debug for State<T, Z, U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State")
            .field("h", &self.h)
            .field("carry", &self.carry)
            .finish()
    }
}

impl<T: Scalar, Z: Cell, const U: usize> State<T, Z, U> {
    /// Before the first step.
    const START: Self = Self {
        h: [T::ZERO; U],
        carry: Z::Carry::ZERO,
    };
}

/// Where a layer computes: the products with the inputs of some steps, and the sums of one.
struct Room<'a, T, const G: usize> {
    inputs: &'a mut [[T; G]],
    gates: &'a mut [T; G],
}

/// What is told of each step, in the order in which they are computed.
trait Watch<T: Scalar, Z: Cell, const U: usize, const G: usize> {
    /// The sums of step `k`, before the activations.
    #[inline(always)]
    fn sums(&mut self, k: usize, sums: &[T; G]) {
        let _ = (k, sums);
    }
    /// The values of the gates, the state after the step, and what the cell keeps for the backward pass.
    fn done(&mut self, k: usize, gates: &[T; G], h: &[T; U], kept: &Z::Kept<T, U>);
}

/// Hands on the state after each step.
struct Give<F>(F);

impl<T: Scalar, Z: Cell, F: FnMut(usize, &[T; U]), const U: usize, const G: usize> Watch<T, Z, U, G> for Give<F> {
    #[inline(always)]
    fn done(&mut self, k: usize, _: &[T; G], h: &[T; U], _: &Z::Kept<T, U>) {
        (self.0)(k, h);
    }
}

/// The products with the inputs of some steps.
trait Inputs<T, const C: usize, const G: usize> {
    fn of<L: Level>(&self, level: L, x: &[[T; C]], y: &mut [[T; G]]);
}

/// The plain products, and the bias.
struct Plain<'a, T, const C: usize, const G: usize> {
    kernel: &'a [[T; G]; C],
    bias: Option<&'a [T; G]>,
}

impl<T: Scalar, const C: usize, const G: usize> Inputs<T, C, G> for Plain<'_, T, C, G> {
    #[inline(always)]
    fn of<L: Level>(&self, level: L, x: &[[T; C]], y: &mut [[T; G]]) {
        kernels::affine_rows(level, self.kernel, self.bias, x, y);
    }
}

impl<T, Z, const S: usize, const C: usize, Y, const U: usize, const G: usize, B, W, O>
    Recurrent<T, Z, S, C, Y, U, G, B, W, O>
where
    T: Scalar,
    Z: Cell,
    Y: Returns<S, U>,
    B: GateBias<T, G>,
    W: RecurrentInitializers,
    O: AnyOptions,
{
    /// That the sizes belong together, and the rates are rates.
    const FITS: () = {
        assert!(S > 0 && C > 0 && U > 0, "every size of a recurrent layer is at least 1");
        assert!(G == Z::GATES * U, "a recurrent layer has as many sums as gates × units");
        assert!(
            !B::IS_PAIR || Z::TWO_BIASES,
            "this cell adds one bias to the sums of both products"
        );
        assert!(
            B::LEN == 0 || B::IS_PAIR || !Z::TWO_BIASES,
            "this cell adds a bias to each of both products"
        );
        let _ = (O::DROPOUT, O::RECURRENT_DROPOUT);
    };

    #[inline(always)]
    fn inputs(&self) -> Plain<'_, T, C, G> {
        Plain {
            kernel: &self.kernel.data.0,
            bias: self.bias.of_inputs(),
        }
    }

    #[inline(always)]
    fn product(&self) -> Affine<'_, T, U, G> {
        Affine {
            kernel: &self.recurrent_kernel.data.0,
            bias: self.bias.of_state(),
        }
    }

    /// One step: the state after the inputs `x`.
    #[inline(always)]
    fn advance<L: Level>(&self, level: L, x: &[T; C], state: &mut State<T, Z, U>) {
        let (mut input, mut gates) = ([[T::ZERO; G]], [T::ZERO; G]);
        self.inputs().of(level, core::slice::from_ref(x), &mut input);
        let [input] = &input;
        Z::step(
            level,
            input,
            &self.product(),
            &mut gates,
            &mut state.h,
            state.carry.as_mut(),
            |_| {},
        );
    }

    /// All steps, from the last one on if `is_reversed`. Step 0 is the one that is computed first.
    #[inline(always)]
    fn run<L: Level>(
        level: L,
        x: &[[T; C]; S],
        is_reversed: bool,
        (inputs, product): (&impl Inputs<T, C, G>, &impl Product<T, U, G>),
        Room { inputs: places, gates }: Room<'_, T, G>,
        watch: &mut impl Watch<T, Z, U, G>,
    ) {
        let mut state = State::<T, Z, U>::START;
        let mut done = 0;
        while done < S {
            let count = SIDE_BY_SIDE.min(S - done);
            let from = if is_reversed { S - done - count } else { done };
            let (Some(x), Some(products)) = (x.get(from..from + count), places.get_mut(..count)) else {
                return;
            };
            inputs.of(level, x, products);
            for i in 0..count {
                let k = done + i;
                let Some(input) = products.get(if is_reversed { count - 1 - i } else { i }) else {
                    return;
                };
                let carry = state.carry.as_mut();
                let kept = Z::step(level, input, product, gates, &mut state.h, carry, |sums| {
                    watch.sums(k, sums);
                });
                watch.done(k, gates, &state.h, &kept);
            }
            done += count;
        }
    }

    /// The state after each step, in the order of the steps as they are computed.
    #[inline(always)]
    pub(super) fn states<L: Level>(
        &self,
        level: L,
        x: &[[T; C]; S],
        is_reversed: bool,
        scratch: &mut [T],
        give: impl FnMut(usize, &[T; U]),
    ) {
        let (inputs, rest) = scratch
            .as_chunks_mut::<G>()
            .0
            .split_at_mut_checked(SIDE_BY_SIDE)
            .unwrap_or_default();
        let [gates, ..] = rest else { return };
        let products = (&self.inputs(), &self.product());
        Self::run(level, x, is_reversed, products, Room { inputs, gates }, &mut Give(give));
    }
}

impl<T, Z, const S: usize, const C: usize, Y, const U: usize, const G: usize, B, W, O> Layer
    for Recurrent<T, Z, S, C, Y, U, G, B, W, O>
where
    T: Scalar,
    Z: Cell,
    Y: Returns<S, U>,
    B: GateBias<T, G>,
    W: RecurrentInitializers,
    O: AnyOptions,
{
    type Scalar = T;
    type Input = Sequence<S, C>;
    type Output = Y;
    type Head<Previous: Head> = Z::Head<U>;

    const STEM: &'static str = Z::STEM;
    const ZERO: Self = {
        let () = Self::FITS;
        Self {
            kernel: SMatrix::from_array_storage(ArrayStorage([[T::ZERO; G]; C])),
            recurrent_kernel: SMatrix::from_array_storage(ArrayStorage([[T::ZERO; G]; U])),
            bias: B::ZERO,
            settings: PhantomData,
        }
    };
    const PARAMS: usize = (C + U) * G + B::LEN;
    const MACS: usize = S * (C + U) * G;
    const SCRATCH: usize = (SIDE_BY_SIDE + 1) * G;

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}<{U}", Z::NAME)?;
        Z::describe(f)?;
        if B::LEN == 0 {
            f.write_str(", use_bias = false")?;
        }
        initializers::describe_recurrent::<W>(f)?;
        if O::DROPOUT > 0.0 {
            write!(f, ", dropout = {:?}", O::DROPOUT)?;
        }
        if O::RECURRENT_DROPOUT > 0.0 {
            write!(f, ", recurrent_dropout = {:?}", O::RECURRENT_DROPOUT)?;
        }
        if Y::SEQUENCES {
            f.write_str(", return_sequences = true")?;
        }
        if O::BACKWARDS {
            f.write_str(", go_backwards = true")?;
        }
        f.write_str(">")
    }

    #[inline(always)]
    fn infer<L: Level>(&self, level: L, x: &In<Self>, y: &mut Out<Self>) {
        let mut scratch = [[T::ZERO; G]; SIDE_BY_SIDE + 1];
        self.infer_with(level, &[x], core::array::from_mut(y), scratch.as_flattened_mut());
    }

    #[inline(always)]
    fn infer_with<L: Level, const R: usize>(
        &self,
        level: L,
        x: &[Ref<'_, Self>; R],
        y: &mut [Out<Self>; R],
        scratch: &mut [T],
    ) {
        let () = const { Self::FITS };
        for (x, y) in x.iter().zip(y) {
            self.states(level, x, O::BACKWARDS, scratch, |k, h| Y::put(y, k, h));
        }
    }

    fn parameters(&self, visit: &mut impl FnMut(ParameterInfo, &[T])) {
        visit(
            ParameterInfo::trained("kernel", const { &[C, G] }),
            self.kernel.as_slice(),
        );
        visit(
            ParameterInfo::trained("recurrent_kernel", const { &[U, G] }),
            self.recurrent_kernel.as_slice(),
        );
        if B::LEN > 0 {
            visit(ParameterInfo::trained("bias", B::SHAPE), self.bias.flat());
        }
    }

    fn parameters_mut<const K: usize>(layers: [&mut Self; K], visit: &mut impl FnMut(ParameterInfo, [&mut [T]; K])) {
        let none = || core::array::from_fn::<&mut [T], K, _>(|_| <&mut [T]>::default());
        let (mut kernels, mut recurrent_kernels, mut biases) = (none(), none(), none());
        // Not `map`: it is a function for each layer's type.
        let places = kernels.iter_mut().zip(&mut recurrent_kernels).zip(&mut biases);
        for (layer, ((kernel, recurrent_kernel), bias)) in layers.into_iter().zip(places) {
            *kernel = layer.kernel.as_mut_slice();
            *recurrent_kernel = layer.recurrent_kernel.as_mut_slice();
            *bias = layer.bias.flat_mut();
        }
        visit(ParameterInfo::trained("kernel", const { &[C, G] }), kernels);
        visit(
            ParameterInfo::trained("recurrent_kernel", const { &[U, G] }),
            recurrent_kernels,
        );
        if B::LEN > 0 {
            visit(ParameterInfo::trained("bias", B::SHAPE), biases);
        }
    }
}
