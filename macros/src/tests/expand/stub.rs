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
    use ::layerproof::__private::{self as __lp, Chain as _};
    impl ::core::fmt::Debug for Wrong {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            __lp::debug::<Self>("Wrong", f)
        }
    }
    ::layerproof::__serde! {
        Wrong
    }
    impl __lp::Model for Wrong {
        type Scalar = f32;
        type Input = <::layerproof::shape::Features<
            2,
        > as ::layerproof::shape::Shape>::Value<f32>;
        type Output = <::layerproof::shape::Features<
            1,
        > as ::layerproof::shape::Shape>::Value<f32>;
        type Head = ::layerproof::activations::Sigmoid<1>;
        const ZERO: Self = Self {
            dense_1: __lp::Layer::ZERO,
            dense_2: __lp::Layer::ZERO,
        };
        const LAYERS: &'static [__lp::LayerInfo] = &[];
        fn infer<L: __lp::Level, const __R: usize>(
            &self,
            _: L,
            _: &[&__lp::InputArray<Self>; __R],
        ) -> [__lp::OutputArray<Self>; __R] {
            loop {}
        }
        fn parameters(&self, _: &mut impl __lp::Visit<f32>) {}
        fn parameters_mut<const __K: usize>(
            _: [&mut Self; __K],
            _: &mut impl __lp::VisitMut<f32, __K>,
        ) {}
    }
    mod __train {
        impl __lp::Passes for Wrong {
            type Last = __lp::UnknownLayer<
                f32,
                ::layerproof::shape::Features<1>,
                ::layerproof::shape::Features<1>,
                __lp::Unknown,
            >;
            type Tape<const __B: usize> = __lp::Record<Self::Last, __B>;
            fn initialize<R: __lp::Rng + ?Sized>(&mut self, _: &mut R) {}
            fn last<const __B: usize>(
                tape: &mut Self::Tape<__B>,
            ) -> &mut __lp::Record<Self::Last, __B> {
                tape
            }
            fn forward<const __B: usize>(
                &self,
                _: &[__lp::InputArray<Self>],
                _: &mut Self::Tape<__B>,
                _: &mut __lp::Pass,
            ) {}
            fn backward<const __B: usize>(
                &self,
                _: &[__lp::InputArray<Self>],
                _: &mut Self::Tape<__B>,
                _: &mut Self,
                _: &mut __lp::Pass,
            ) {}
        }
    }
};
