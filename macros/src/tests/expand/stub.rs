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
    use ::layerproof::__private as __lp;
    impl ::core::fmt::Debug for Wrong {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            __lp::debug::<Self>("Wrong", f)
        }
    }
    impl __lp::SealedModel for Wrong {}
    ::layerproof::__serde! {
        Wrong
    }
    impl __lp::Network for Wrong {
        type Scalar = f32;
        type Inputs = <::layerproof::shape::Features<
            2,
        > as ::layerproof::shape::Shape>::Value<f32>;
        type Outputs = <::layerproof::shape::Features<
            1,
        > as ::layerproof::shape::Shape>::Value<f32>;
        type Arena = [f32; 0];
        const ZERO: Self = __lp::zeroed();
        const LAYERS: &'static [__lp::LayerInfo] = &[];
        const PLAN: __lp::Plan = __lp::Plan::EMPTY;
        fn infer<L: __lp::Level, const __R: usize>(
            &self,
            _: __lp::Values<'_, Self, L, __R>,
        ) {}
        fn parameters(&self, _: &mut impl __lp::Visit<f32>) {}
        fn parameters_mut<const __K: usize>(
            _: [&mut Self; __K],
            _: &mut impl __lp::VisitMut<f32, __K>,
        ) {}
    }
    impl __lp::Model for Wrong {
        type Input = <::layerproof::shape::Features<
            2,
        > as ::layerproof::shape::Shape>::Value<f32>;
        type Output = <::layerproof::shape::Features<
            1,
        > as ::layerproof::shape::Shape>::Value<f32>;
        type Head = ::layerproof::activations::Sigmoid<1>;
    }
    mod __train {
        ::layerproof::__untrained! {
            Wrong
        }
    }
};
