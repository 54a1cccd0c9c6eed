//! The axes in another order.

use core::fmt;
use core::marker::PhantomData;

use bytemuck::Zeroable;
use layerproof_rules as rules;

use super::rearranging::{gather, rearranging};
use super::{HeadShape, In, Layer, Out, rule};
use crate::Scalar;
use crate::activations::Head;
use crate::kernels::Level;
use crate::shape::{Array, Shape};

rearranging! {
    /// The axes in another order, [`keras.layers.Permute`](https://keras.io/api/layers/reshaping_layers/permute/).
    ///
    /// From the shape `X` to the shape `Y`, whose axes are those of `X` with the numbers `FIRST`, `SECOND` and `THIRD`, counted from 1; a
    /// number of 0 stands for none.
    ///
    /// ```
    /// use layerproof::layers::{Layer, Permute};
    /// use layerproof::shape::Sequence;
    ///
    /// let transpose = Permute::<f32, Sequence<3, 2>, Sequence<2, 3>, 2, 1, 0>::ZERO;
    /// assert_eq!(transpose.call(&[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), [[1.0, 3.0, 5.0], [2.0, 4.0, 6.0]]);
    /// ```
    Permute<FIRST, SECOND, THIRD>: "permute", Reshaped
}

impl<T: Scalar, X: Shape, Y: HeadShape, const FIRST: usize, const SECOND: usize, const THIRD: usize>
    Permute<T, X, Y, FIRST, SECOND, THIRD>
{
    const FITS: () = {
        let mut axis = 1;
        while axis <= X::DIMS.len() {
            assert!(
                FIRST == axis || SECOND == axis || THIRD == axis,
                "a `Permute` names each axis once"
            );
            axis += 1;
        }
        assert!(
            rule::fits::<X, Y>(rules::Layer::Permute(rules::layers::Permute {
                dims: [FIRST, SECOND, THIRD]
            })),
            "the sizes of a `Permute` do not fit each other"
        );
    };
    /// Whether the last axis stays where it is, and with it its numbers.
    const RUN: usize = match X::DIMS.len() {
        1 if FIRST == 1 => Y::LAST,
        2 if SECOND == 2 => Y::LAST,
        3 if THIRD == 3 => Y::LAST,
        _ => 1,
    };
    /// How far apart neighbours along each axis of y lie in x, in runs; and the sizes of y.
    const AXES: [(usize, usize); 3] = {
        let (mut axes, mut i) = ([(0, 1); 3], 0);
        while i < Y::DIMS.len() {
            let from = [FIRST, SECOND, THIRD][i];
            let (mut stride, mut after) = (1, from);
            while after < X::DIMS.len() {
                stride *= X::DIMS[after];
                after += 1;
            }
            axes[i] = if Self::RUN > 1 && i + 1 == Y::DIMS.len() {
                (0, 1)
            } else {
                (stride / Self::RUN, Y::DIMS[i])
            };
            i += 1;
        }
        axes
    };

    #[inline(always)]
    fn source(at: usize) -> usize {
        let [(first, _), (second, columns), (third, channels)] = const { Self::AXES };
        let (rest, channel) = (at / channels, at % channels);
        rest / columns * first + rest % columns * second + channel * third
    }

    fn describe_arguments(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{FIRST}")?;
        for axis in [SECOND, THIRD].into_iter().filter(|axis| *axis > 0) {
            write!(f, ", {axis}")?;
        }
        Ok(())
    }
}
