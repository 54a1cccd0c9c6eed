//! Recurrent layers in either direction, as [`Bidirectional`](crate::layers::Bidirectional) has one in each.

use super::{AnyOptions, Cell, GateBias, Recurrent, Returns, SIDE_BY_SIDE};
use crate::Scalar;
use crate::initializers::RecurrentInitializers;
use crate::kernels::Level;
use crate::layers::{Layer, Ref};

/// A layer that goes over the steps of a sequence and can do so from either end.
pub trait Directed: Layer {
    /// The steps.
    const STEPS: usize;
    /// The numbers of its state.
    const UNITS: usize;
    /// Whether it gives the state after each step, or the last one.
    const SEQUENCES: bool;
    /// Whether it begins with the last step.
    const BACKWARDS: bool;

    /// Hands on the state after each step, in the order in which they are computed: from the last step on if `is_reversed`.
    #[doc(hidden)]
    fn walk<L: Level>(
        &self,
        level: L,
        x: Ref<'_, Self>,
        is_reversed: bool,
        scratch: &mut [Self::Scalar],
        give: impl FnMut(usize, &[Self::Scalar]),
    );

    /// The same with room that the layer makes itself.
    #[doc(hidden)]
    fn walk_alone<L: Level>(
        &self,
        level: L,
        x: Ref<'_, Self>,
        is_reversed: bool,
        give: impl FnMut(usize, &[Self::Scalar]),
    );
}

impl<T, Z, const S: usize, const C: usize, Y, const U: usize, const G: usize, B, W, O> Directed
    for Recurrent<T, Z, S, C, Y, U, G, B, W, O>
where
    T: Scalar,
    Z: Cell,
    Y: Returns<S, U>,
    B: GateBias<T, G>,
    W: RecurrentInitializers,
    O: AnyOptions,
{
    const STEPS: usize = S;
    const UNITS: usize = U;
    const SEQUENCES: bool = Y::SEQUENCES;
    const BACKWARDS: bool = O::BACKWARDS;

    #[inline(always)]
    fn walk<L: Level>(
        &self,
        level: L,
        x: &[[T; C]; S],
        is_reversed: bool,
        scratch: &mut [T],
        mut give: impl FnMut(usize, &[T]),
    ) {
        let () = const { Self::FITS };
        self.states(level, x, is_reversed, scratch, |k, h| give(k, h));
    }

    #[inline(always)]
    fn walk_alone<L: Level>(&self, level: L, x: &[[T; C]; S], is_reversed: bool, give: impl FnMut(usize, &[T])) {
        let mut scratch = [[T::ZERO; G]; SIDE_BY_SIDE + 1];
        self.walk(level, x, is_reversed, scratch.as_flattened_mut(), give);
    }
}

#[cfg(feature = "train")]
pub use self::train::TrainDirected;

#[cfg(feature = "train")]
mod train {
    use super::{AnyOptions, Cell, Directed, GateBias, Level, Recurrent, Ref, Returns, Scalar};
    use crate::initializers::{Draw, RecurrentInitializers};
    use crate::layers::recurrent::Saved;
    use crate::layers::{In, TrainLayer};
    use crate::shape::Shape;

    /// A [`Directed`] layer that can learn.
    pub trait TrainDirected: Directed<Input: Shape> + TrainLayer {
        /// Computes a sample, of whose noise this is the seed.
        #[doc(hidden)]
        fn walk_and_save<L: Level>(
            &self,
            level: L,
            x: Ref<'_, Self>,
            is_reversed: bool,
            saved: &mut Self::Saved,
            seed: u64,
        );

        /// The saved state after the `k`th step, in the order in which they were computed.
        #[doc(hidden)]
        fn state(saved: &Self::Saved, k: usize) -> &[Self::Scalar];

        /// The way back of a sample; `dh` adds the gradient of the state after the `k`th step.
        #[doc(hidden)]
        #[expect(clippy::too_many_arguments, reason = "one sample's arrays, each once")]
        fn walk_back<L: Level>(
            &self,
            level: L,
            x: Ref<'_, Self>,
            is_reversed: bool,
            saved: &Self::Saved,
            dh: impl Fn(usize, &mut [Self::Scalar]),
            dx: Option<&mut In<Self>>,
            adds: bool,
            gradient: &mut Self,
        );
    }

    impl<T, Z, const S: usize, const C: usize, Y, const U: usize, const G: usize, B, W, O> TrainDirected
        for Recurrent<T, Z, S, C, Y, U, G, B, W, O>
    where
        T: Scalar,
        Z: Cell,
        Y: Returns<S, U>,
        B: GateBias<T, G>,
        W: RecurrentInitializers<Kernel: Draw, Recurrent: Draw, Bias: Draw>,
        O: AnyOptions,
    {
        #[inline(always)]
        fn walk_and_save<L: Level>(
            &self,
            level: L,
            x: &[[T; C]; S],
            is_reversed: bool,
            saved: &mut Saved<T, Z, S, U, G>,
            seed: u64,
        ) {
            self.learn(level, x, is_reversed, saved, seed);
        }

        #[inline(always)]
        fn state(saved: &Saved<T, Z, S, U, G>, k: usize) -> &[T] {
            saved.state(k)
        }

        #[inline(always)]
        fn walk_back<L: Level>(
            &self,
            level: L,
            x: &[[T; C]; S],
            is_reversed: bool,
            saved: &Saved<T, Z, S, U, G>,
            dh: impl Fn(usize, &mut [T]),
            dx: Option<&mut [[T; C]; S]>,
            adds: bool,
            gradient: &mut Self,
        ) {
            self.unlearn(level, x, is_reversed, saved, |k, row| dh(k, row), dx, adds, gradient);
        }
    }
}
