//! Layers: what each one holds, and how it computes forward and backward.
//!
//! One file a layer. A layer is a plain value of fixed size; its parameters are public nalgebra values. [`Layer`] is
//! all that inference needs; [`Train`](TrainLayer) adds the two passes of training.

mod activation;
mod bias;
mod chain;
mod conv2d;
mod dense;
mod dropout;
mod ending;
mod flatten;
mod global_average_pooling2d;
mod max_pooling2d;
mod reshape;
mod rule;
mod window;

use core::borrow::Borrow;
use core::fmt;

use bytemuck::{TransparentWrapper, Zeroable};

pub use self::activation::Activation;
pub use self::bias::{Bias, NoBias};
#[doc(hidden)]
pub use self::chain::{Begin, Chain, Rest, Then};
pub use self::conv2d::Conv2d;
pub use self::dense::Dense;
pub use self::dropout::Dropout;
pub use self::ending::Ending;
pub use self::flatten::Flatten;
pub use self::global_average_pooling2d::GlobalAveragePooling2d;
pub use self::max_pooling2d::MaxPooling2d;
pub use self::reshape::Reshape;
pub use self::window::Window;
use crate::Scalar;
use crate::activations::{self, Head};
use crate::initializers::{self, Initializers};
use crate::kernels::{self, Level, Task};
use crate::shape::{Array, ArrayOf, Shape};

/// A layer of a model.
pub trait Layer: Copy + PartialEq + Zeroable + Send + Sync + 'static {
    /// The number type of parameters and values.
    type Scalar: Scalar;
    /// The shape that the layer takes.
    type Input: Shape;
    /// The shape that it gives.
    type Output: Shape;
    /// What a model that ends with this layer is to its loss, `Previous` being the head without it.
    type Head<Previous: Head>: Head;

    /// The stem of generated field names: `dense` for `dense_1`.
    const STEM: &'static str;
    /// All parameters zero.
    const ZERO: Self;
    /// The number of parameters.
    const PARAMS: usize;
    /// The multiply-adds of one forward pass of one sample.
    const MACS: usize;

    /// Writes the layer as it stands in a model: `Dense<8, Relu>`.
    ///
    /// # Errors
    /// Those of the formatter.
    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result;

    /// The forward pass of one sample, compiled for some CPU: no allocation, no panic, nothing kept. All of `y`
    /// is written, whatever it holds.
    ///
    /// Implementations are `#[inline(always)]`, as [`Task`] says.
    fn infer<L: Level>(&self, level: L, x: &In<Self>, y: &mut Out<Self>);

    /// The forward pass of some samples: for each the same bits as [`Layer::infer`].
    #[inline(always)]
    fn infer_rows<L: Level, X: Borrow<In<Self>>>(&self, level: L, x: &[X], y: &mut [Out<Self>]) {
        for (x, y) in x.iter().zip(y) {
            self.infer(level, x.borrow(), y);
        }
    }

    /// The forward pass of one sample, on the CPU at hand.
    fn call(&self, x: &In<Self>) -> Out<Self> {
        kernels::run(Call { layer: self, x })
    }

    /// Shows each parameter in order: its name and shape, and its numbers in Keras's memory order.
    fn parameters(&self, visit: &mut impl FnMut(ParameterInfo, &[Self::Scalar]));

    /// Shows each parameter of `K` layers of this type side by side, such as weights, gradients and moments.
    fn parameters_mut<const K: usize>(
        layers: [&mut Self; K],
        visit: &mut impl FnMut(ParameterInfo, [&mut [Self::Scalar]; K]),
    );
}

struct Call<'a, L: Layer> {
    layer: &'a L,
    x: &'a In<L>,
}

impl<M: Layer> Task for Call<'_, M> {
    type Output = Out<M>;
    #[inline(always)]
    fn run<L: Level>(self, level: L) -> Out<M> {
        let mut y = Out::<M>::ZERO;
        self.layer.infer(level, self.x, &mut y);
        y
    }
}

/// The array that a layer takes for one sample.
pub type In<L> = ArrayOf<<L as Layer>::Input, <L as Layer>::Scalar>;
/// The array that a layer gives for one sample.
pub type Out<L> = ArrayOf<<L as Layer>::Output, <L as Layer>::Scalar>;

/// What a parameter is called, and its shape in Keras's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParameterInfo {
    /// `kernel`, `bias`.
    pub name: &'static str,
    /// The sizes as in Keras: (in, out) for a dense kernel, (height, width, in, out) for a convolution's.
    pub shape: &'static [usize],
}

/// What a layer without parameters says of them.
macro_rules! no_parameters {
    () => {
        const PARAMS: usize = 0;
        const MACS: usize = 0;

        fn parameters(&self, _: &mut impl FnMut($crate::layers::ParameterInfo, &[T])) {}

        fn parameters_mut<const K: usize>(
            _: [&mut Self; K],
            _: &mut impl FnMut($crate::layers::ParameterInfo, [&mut [T]; K]),
        ) {
        }
    };
}
use no_parameters;

/// Copies numbers in order, as many as there are on both sides.
#[inline]
fn copy<T: Copy>(from: &[T], to: &mut [T]) {
    for (to, &from) in to.iter_mut().zip(from) {
        *to = from;
    }
}

/// Writes `, Relu`, where there is an activation.
fn describe_activation<A: activations::Activation>(f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if A::NAME == <activations::Linear as activations::Activation>::NAME {
        return Ok(());
    }
    f.write_str(", ")?;
    A::describe(f)
}

/// Writes `, use_bias = false` and the initialisers, where they are not the default.
fn describe_parameters<W: Initializers>(f: &mut fmt::Formatter<'_>, use_bias: bool) -> fmt::Result {
    if !use_bias {
        f.write_str(", use_bias = false")?;
    }
    initializers::describe::<W>(f)
}

/// Plain data of fixed size, for which all-zero bytes are a value.
pub trait Plain: Copy + Zeroable + Send + Sync + 'static {}
impl<X: Copy + Zeroable + Send + Sync + 'static> Plain for X {}

/// What a layer keeps of its sums for the backward pass: [`Kept`], or `()` for nothing.
pub trait Keep<X>: Plain {
    /// Takes a copy.
    fn keep(&mut self, x: &X);
    /// The copy, or `otherwise` where none is kept.
    fn or<'a>(&'a self, otherwise: &'a X) -> &'a X;
    /// [`Keep::or`] of each sample.
    fn rows_or<'a>(kept: &'a [Self], otherwise: &'a [X]) -> &'a [X];
}

impl<X> Keep<X> for () {
    #[inline]
    fn keep(&mut self, _: &X) {}
    #[inline]
    fn or<'a>(&'a self, otherwise: &'a X) -> &'a X {
        otherwise
    }
    #[inline]
    fn rows_or<'a>(_: &'a [Self], otherwise: &'a [X]) -> &'a [X] {
        otherwise
    }
}

/// A kept copy.
#[derive(Debug, Clone, Copy, Zeroable, TransparentWrapper)]
#[repr(transparent)]
pub struct Kept<X>(X);

impl<X: Plain> Keep<X> for Kept<X> {
    #[inline]
    fn keep(&mut self, x: &X) {
        self.0 = *x;
    }
    #[inline]
    fn or<'a>(&'a self, _: &'a X) -> &'a X {
        &self.0
    }
    #[inline]
    fn rows_or<'a>(kept: &'a [Self], _: &'a [X]) -> &'a [X] {
        Self::peel_slice(kept)
    }
}

#[cfg(feature = "train")]
pub use self::train::TrainLayer;

#[cfg(feature = "train")]
mod train {
    use super::{In, Layer, Out, Plain};
    use crate::kernels::{self, Level, Task};
    use crate::training::{Below, Pass, Record};

    /// A layer that can learn.
    ///
    /// Both passes work on a tile: as many samples as the slices are long.
    pub trait TrainLayer: Layer {
        /// What the backward pass needs of one sample besides the layer's input and output.
        type Saved: Plain;

        /// Draws the parameters as the layer's initialisers say.
        fn initialize<R: rand::Rng + ?Sized>(&mut self, rng: &mut R);

        /// Computes `y` and `saved` from `x`.
        fn compute<L: Level>(
            &self,
            level: L,
            x: &[In<Self>],
            y: &mut [Out<Self>],
            saved: &mut [Self::Saved],
            pass: &mut Pass,
        );

        /// From dL/dy in `dy`, which may be overwritten: adds dL/d(parameters) to `gradient`, and writes dL/dx to `dx`
        /// where somebody wants it.
        ///
        /// An implementation with an activation asks [`Pass::is_fused`] whether `dy` already is the gradient of the sums.
        #[expect(clippy::too_many_arguments, reason = "the tile's arrays, each once")]
        fn differentiate<L: Level>(
            &self,
            level: L,
            x: &[In<Self>],
            y: &[Out<Self>],
            saved: &[Self::Saved],
            dy: &mut [Out<Self>],
            dx: Option<&mut [In<Self>]>,
            gradient: &mut Self,
            pass: &mut Pass,
        );

        /// The forward pass of a tile: from `x` into `record`.
        fn forward<const B: usize>(&self, x: &[In<Self>], record: &mut Record<Self, B>, pass: &mut Pass) {
            let (y, saved) = record.begin(x.len());
            kernels::run(Forward {
                layer: self,
                x,
                y,
                saved,
                pass,
            });
        }

        /// The backward pass of a tile: from the gradients in `record` to those of `below`, adding to `gradient`.
        fn backward<const B: usize>(
            &self,
            below: Below<'_, In<Self>>,
            record: &mut Record<Self, B>,
            gradient: &mut Self,
            pass: &mut Pass,
        ) {
            let (y, saved, dy) = record.end();
            let Below {
                values: x,
                gradients: dx,
            } = below;
            kernels::run(Backward {
                layer: self,
                x,
                y,
                saved,
                dy,
                dx,
                gradient,
                pass,
            });
        }
    }

    struct Forward<'a, L: TrainLayer> {
        layer: &'a L,
        x: &'a [In<L>],
        y: &'a mut [Out<L>],
        saved: &'a mut [L::Saved],
        pass: &'a mut Pass,
    }

    impl<M: TrainLayer> Task for Forward<'_, M> {
        type Output = ();
        #[inline(always)]
        fn run<L: Level>(self, level: L) {
            self.layer.compute(level, self.x, self.y, self.saved, self.pass);
        }
    }

    struct Backward<'a, L: TrainLayer> {
        layer: &'a L,
        x: &'a [In<L>],
        y: &'a [Out<L>],
        saved: &'a [L::Saved],
        dy: &'a mut [Out<L>],
        dx: Option<&'a mut [In<L>]>,
        gradient: &'a mut L,
        pass: &'a mut Pass,
    }

    impl<M: TrainLayer> Task for Backward<'_, M> {
        type Output = ();
        #[inline(always)]
        fn run<L: Level>(self, level: L) {
            let Self {
                layer,
                x,
                y,
                saved,
                dy,
                dx,
                gradient,
                pass,
            } = self;
            layer.differentiate(level, x, y, saved, dy, dx, gradient, pass);
        }
    }
}
