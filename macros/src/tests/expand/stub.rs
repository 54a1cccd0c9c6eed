//! struct Wrong {
//!     Input<2>,
//!     Desne<8>,
//!     Dense<1, Sigmoid>,
//! }

::core::compile_error! {
    "layer 1: there is no layer `Desne`\nhelp: did you mean `Dense`?"
}
#[derive(Clone, Copy, PartialEq, ::layerproof::__private::Zeroable)]
#[bytemuck(crate = "::layerproof::__private::bytemuck")]
#[repr(C)]
struct Wrong {
    /// `Desne<8>`
    pub dense_1: ::layerproof::layers::Dense<f32, 2, 8>,
    /// `Dense<1, Sigmoid>`
    pub dense_2: ::layerproof::layers::Dense<
        f32,
        8,
        1,
        ::layerproof::activations::Sigmoid,
    >,
}
#[allow(dead_code)]
impl Wrong {
    /// The model with all parameters zero.
    pub const fn zeros() -> Self {
        ::layerproof::__private::zeros()
    }
}
const _: () = {
    use ::layerproof::__private::{self as lp, Layer as _};
    impl ::core::fmt::Debug for Wrong {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            lp::debug::<Self>("Wrong", f)
        }
    }
    ::layerproof::__serde! {
        Wrong
    }
    impl lp::Model for Wrong {
        type Scalar = f32;
        type Input = <::layerproof::shape::Features<
            2,
        > as ::layerproof::shape::Shape>::Value<f32>;
        type Output = <::layerproof::shape::Features<
            1,
        > as ::layerproof::shape::Shape>::Value<f32>;
        type Head = ::layerproof::activations::Sigmoid<1>;
        const ZERO: Self = Self {
            dense_1: lp::Layer::ZERO,
            dense_2: lp::Layer::ZERO,
        };
        const LAYERS: &'static [lp::LayerInfo] = &[];
        fn infer<L: lp::Level>(
            &self,
            _: L,
            _: &lp::InputArray<Self>,
        ) -> lp::OutputArray<Self> {
            loop {}
        }
        fn parameters(&self, _: &mut impl lp::Visit<f32>) {}
        fn parameters_mut<const K: usize>(
            _: [&mut Self; K],
            _: &mut impl lp::VisitMut<f32, K>,
        ) {}
    }
    mod __train {
        impl lp::Train for Wrong {
            type Last = lp::NobodysLayer<
                f32,
                ::layerproof::shape::Features<1>,
                ::layerproof::shape::Features<1>,
                lp::Nobody,
            >;
            type Tape<const B: usize> = lp::Record<Self::Last, B>;
            fn initialize<R: lp::Rng + ?Sized>(&mut self, _: &mut R) {}
            fn last<const B: usize>(
                tape: &mut Self::Tape<B>,
            ) -> &mut lp::Record<Self::Last, B> {
                tape
            }
            fn forward<const B: usize>(
                &self,
                _: &[lp::InputArray<Self>],
                _: &mut Self::Tape<B>,
                _: &mut lp::Pass,
            ) {}
            fn backward<const B: usize>(
                &self,
                _: &[lp::InputArray<Self>],
                _: &mut Self::Tape<B>,
                _: &mut Self,
                _: &mut lp::Pass,
            ) {}
        }
    }
};
