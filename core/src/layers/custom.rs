//! A layer that a program brings along.

use core::fmt;

use bytemuck::Zeroable;

use super::{HeadShape, Layer, Out, ParameterInfo, Ref};
use crate::Scalar;
use crate::activations::{Head, Linear};
use crate::kernels::Level;
use crate::shape::{ArrayOf, Shape};

/// A layer of your own, which stands in a model as `Custom<MyLayer>`.
///
/// It takes one value and gives one; both shapes are part of the type. Its parameters are fields, shown one by one as slices of
/// numbers, which is how files of weights, optimisers and gradients see them. To be trained, it needs
/// [`TrainCustomLayer`] too. Where it ends a model, losses take its output for any numbers: a `Linear` head.
///
/// A prediction allocates nothing and cannot panic as long as [`infer`](Self::infer) does neither.
///
/// ```
/// use layerproof::layers::{CustomLayer, ParameterInfo, TrainCustomLayer};
/// use layerproof::prelude::*;
/// use layerproof::shape::Features;
///
/// /// Each of `N` features times a weight of its own.
/// #[derive(Clone, Copy, PartialEq, layerproof::bytemuck::Zeroable)]
/// #[bytemuck(crate = "layerproof::bytemuck")]
/// #[repr(C)]
/// struct Gain<const N: usize> {
///     weights: [f32; N],
/// }
///
/// impl<const N: usize> CustomLayer for Gain<N> {
///     type Scalar = f32;
///     type Input = Features<N>;
///     type Output = Features<N>;
///     const PARAMETERS: &'static [ParameterInfo] = &[ParameterInfo::trained("weights", &[N])];
///     const MACS: usize = N;
///
///     fn infer(&self, x: &[f32; N], y: &mut [f32; N]) {
///         for ((y, x), w) in y.iter_mut().zip(x).zip(&self.weights) {
///             *y = x * w;
///         }
///     }
///     fn parameter(&self, _: usize) -> &[f32] {
///         &self.weights
///     }
///     fn parameter_mut(&mut self, _: usize) -> &mut [f32] {
///         &mut self.weights
///     }
/// }
///
/// impl<const N: usize> TrainCustomLayer for Gain<N> {
///     fn initialize(&mut self, _: &mut impl rand::Rng) {
///         self.weights = [1.0; N];
///     }
///     fn backward(&self, x: &[f32; N], _: &[f32; N], dy: &[f32; N], dx: Option<&mut [f32; N]>, gradient: &mut Self) {
///         for i in 0..N {
///             gradient.weights[i] += dy[i] * x[i];
///         }
///         if let Some(dx) = dx {
///             for i in 0..N {
///                 dx[i] = dy[i] * self.weights[i];
///             }
///         }
///     }
/// }
/// # use layerproof::rand;
///
/// sequential! {
///     struct Net {
///         Input<2>,
///         gain: Custom<Gain<2>>,
///         Dense<1>,
///     }
/// }
///
/// let mut net = Net::new(1);
/// assert_eq!((Net::PARAMS, net.gain.0.weights), (5, [1.0, 1.0]));
/// net.compile(MeanSquaredError::new(), Adam::new(0.1), ())
///     .fit(&[[1.0, 2.0], [2.0, 1.0]], &[[3.0], [1.0]], &Fit::new().epochs(100))?;
/// assert!(net.gain.0.weights != [1.0, 1.0]);
/// # Ok::<(), layerproof::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no layer: it does not implement `layers::CustomLayer`",
    label = "expected a type that implements `CustomLayer`",
    note = "`Custom<…>` takes a layer of your own; layers of this crate are written without it, and a model is a layer as `Model<…>`"
)]
pub trait CustomLayer: Copy + PartialEq + Zeroable + Send + Sync + 'static {
    /// The number type of parameters and values, that of the model: `f32`, or `f64` behind `Input<2, dtype = f64>`.
    type Scalar: Scalar;
    /// The shape that it takes.
    type Input: Shape;
    /// The shape that it gives.
    type Output: HeadShape;
    /// Names and shapes of the parameters.
    const PARAMETERS: &'static [ParameterInfo] = &[];
    /// The multiply-adds of one sample.
    const MACS: usize = 0;

    /// Computes all numbers of `y` from those of `x`. What `y` holds before has no meaning.
    fn infer(&self, x: &ArrayOf<Self::Input, Self::Scalar>, y: &mut ArrayOf<Self::Output, Self::Scalar>);

    /// The numbers of one of the [`PARAMETERS`](Self::PARAMETERS), as many as its shape has.
    fn parameter(&self, index: usize) -> &[Self::Scalar] {
        let _ = index;
        &[]
    }

    /// The same, to be changed.
    fn parameter_mut(&mut self, index: usize) -> &mut [Self::Scalar] {
        let _ = index;
        &mut []
    }
}

/// A [`CustomLayer`] as a layer of a model: written `Custom<MyLayer>`.
#[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
#[repr(transparent)]
pub struct Custom<L>(
    /// The layer.
    pub L,
);

impl<C: CustomLayer> Layer for Custom<C> {
    type Scalar = C::Scalar;
    type Input = C::Input;
    type Output = C::Output;
    type Head<Previous: Head> = <C::Output as HeadShape>::Head<Linear>;

    const STEM: &'static str = "custom";
    const ZERO: Self = crate::kernels::zeroed();
    const PARAMS: usize = {
        let (mut sum, mut i) = (0, 0);
        while i < C::PARAMETERS.len() {
            sum += super::layer_normalization::product(C::PARAMETERS[i].shape);
            i += 1;
        }
        sum
    };
    const MACS: usize = C::MACS;

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = core::any::type_name::<C>();
        let name = name.split('<').next().unwrap_or(name);
        write!(f, "Custom<{}>", name.rsplit("::").next().unwrap_or(name))
    }

    #[inline(always)]
    fn infer<L: Level>(&self, _: L, x: Ref<'_, Self>, y: &mut Out<Self>) {
        self.0.infer(x, y);
    }

    fn parameters(&self, visit: &mut impl FnMut(ParameterInfo, &[C::Scalar])) {
        for (i, parameter) in C::PARAMETERS.iter().enumerate() {
            visit(*parameter, self.0.parameter(i));
        }
    }

    fn parameters_mut<const K: usize>(
        mut layers: [&mut Self; K],
        visit: &mut impl FnMut(ParameterInfo, [&mut [C::Scalar]; K]),
    ) {
        for (i, parameter) in C::PARAMETERS.iter().enumerate() {
            visit(*parameter, layers.each_mut().map(|layer| layer.0.parameter_mut(i)));
        }
    }
}

#[cfg(feature = "train")]
pub use self::train::TrainCustomLayer;

#[cfg(feature = "train")]
mod train {
    use super::{ArrayOf, Custom, CustomLayer, Level, Out};
    use crate::layers::{In, TrainLayer};
    use crate::tape::Noise;

    /// A [`CustomLayer`] that can learn.
    #[diagnostic::on_unimplemented(
        message = "`{Self}` is no layer that can be trained: it does not implement `layers::TrainCustomLayer`",
        label = "expected a type that implements `TrainCustomLayer`",
        note = "`Custom<…>` takes a layer of your own, which implements `CustomLayer`, and with the feature `train` also `TrainCustomLayer`; layers of this crate are written without it, and a model is a layer as `Model<…>`"
    )]
    pub trait TrainCustomLayer: CustomLayer {
        /// Draws the parameters, which are zero before.
        fn initialize(&mut self, rng: &mut impl rand::Rng) {
            let _ = rng;
        }

        /// From dL/dy in `dy`: adds dL/d(parameters) to those of `gradient`, and writes all of dL/dx to `dx` where it is asked
        /// for. `x` and `y` are what [`CustomLayer::infer`] was given and wrote.
        fn backward(
            &self,
            x: &ArrayOf<Self::Input, Self::Scalar>,
            y: &ArrayOf<Self::Output, Self::Scalar>,
            dy: &ArrayOf<Self::Output, Self::Scalar>,
            dx: Option<&mut ArrayOf<Self::Input, Self::Scalar>>,
            gradient: &mut Self,
        );
    }

    impl<C: TrainCustomLayer> TrainLayer for Custom<C> {
        type Saved = ();
        type Tape<const B: usize> = ();

        fn initialize<R: rand::Rng + ?Sized>(&mut self, rng: &mut R) {
            let mut rng = rng;
            self.0.initialize(&mut rng);
        }

        #[inline(always)]
        fn compute<L: Level>(&self, _: L, x: &[In<Self>], y: &mut [Out<Self>], _: &mut [()], _: Noise) {
            for (x, y) in x.iter().zip(y) {
                self.0.infer(x, y);
            }
        }

        #[inline(always)]
        fn differentiate<L: Level>(
            &self,
            _: L,
            x: &[In<Self>],
            y: &[Out<Self>],
            _: &[()],
            dy: &mut [Out<Self>],
            dx: Option<&mut [In<Self>]>,
            gradient: &mut Self,
            _: bool,
        ) {
            let mut places = dx.map(<[_]>::iter_mut);
            for ((x, y), dy) in x.iter().zip(y).zip(dy) {
                let dx = places.as_mut().and_then(Iterator::next);
                self.0.backward(x, y, dy, dx, &mut gradient.0);
            }
        }
    }
}
