//! pub fn Match(user: Input<4>, item: Input<4>) -> (score, rating) {
//!     let tower = Dense<8, Relu>;
//!     let both = Concatenate(tower(user), tower(item));
//!     let hidden = Add(both, Dense<16, Relu>(both));
//!     let score = Dense<1, Sigmoid>(hidden);
//!     let rating = Dense<1>(hidden);
//! }

/// | layer | output | parameters |
/// |---|---|---|
/// | `user`: `user: Input<4>` | 4 | 0 |
/// | `item`: `item: Input<4>` | 4 | 0 |
/// | `tower`: `Dense<8, Relu>` | 8 | 40 |
/// | `both`: `Concatenate` | 16 | 0 |
/// | `hidden`: `Add` | 16 | 0 |
/// | `dense_1`: `Dense<16, Relu>` | 16 | 272 |
/// | `score`: `Dense<1, Sigmoid>` | 1 | 17 |
/// | `rating`: `Dense<1>` | 1 | 17 |
#[derive(Clone, Copy, PartialEq, ::layerproof::__private::Zeroable)]
#[bytemuck(crate = "::layerproof::__private::bytemuck")]
#[repr(C)]
pub struct Match {
    /// `Dense<8, Relu>`
    pub tower: ::layerproof::layers::Dense<f32, 4, 8, ::layerproof::activations::Relu>,
    /// `Concatenate`
    pub both: ::layerproof::layers::Concatenate<
        f32,
        (::layerproof::shape::Features<8>, ::layerproof::shape::Features<8>),
        ::layerproof::shape::Features<16>,
        0,
    >,
    /// `Add`
    pub hidden: ::layerproof::layers::Add<f32, ::layerproof::shape::Features<16>, 2>,
    /// `Dense<16, Relu>`
    pub dense_1: ::layerproof::layers::Dense<
        f32,
        16,
        16,
        ::layerproof::activations::Relu,
    >,
    /// `Dense<1, Sigmoid>`
    pub score: ::layerproof::layers::Dense<
        f32,
        16,
        1,
        ::layerproof::activations::Sigmoid,
    >,
    /// `Dense<1>`
    pub rating: ::layerproof::layers::Dense<f32, 16, 1>,
}
#[allow(dead_code)]
impl Match {
    /// The model with all parameters zero.
    pub const fn zeros() -> Self {
        ::layerproof::__private::zeros()
    }
}
const _: () = {
    use ::layerproof::__private as __lp;
    impl ::core::fmt::Debug for Match {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            __lp::debug::<Self>("Match", f)
        }
    }
    impl __lp::SealedModel for Match {}
    ::layerproof::__serde! {
        Match
    }
    type Tower = ::layerproof::layers::Dense<f32, 4, 8, ::layerproof::activations::Relu>;
    type Both = ::layerproof::layers::Concatenate<
        f32,
        (::layerproof::shape::Features<8>, ::layerproof::shape::Features<8>),
        ::layerproof::shape::Features<16>,
        0,
    >;
    type Hidden = ::layerproof::layers::Add<f32, ::layerproof::shape::Features<16>, 2>;
    type Dense1 = ::layerproof::layers::Dense<
        f32,
        16,
        16,
        ::layerproof::activations::Relu,
    >;
    type Score = ::layerproof::layers::Dense<
        f32,
        16,
        1,
        ::layerproof::activations::Sigmoid,
    >;
    type Rating = ::layerproof::layers::Dense<f32, 16, 1>;
    #[allow(long_running_const_eval)]
    const PLACES: __lp::Places<7> = __lp::Places::new(
        &__lp::Graph {
            inputs: &[
                __lp::Input::of::<::layerproof::shape::Features<4>>("user"),
                __lp::Input::of::<::layerproof::shape::Features<4>>("item"),
            ],
            nodes: &[
                __lp::Node::of::<Tower>(0, &[0]),
                __lp::Node::of::<Tower>(0, &[1]),
                __lp::Node::of::<Both>(1, &[2, 3]),
                __lp::Node::of::<Dense1>(3, &[4]),
                __lp::Node::of::<Hidden>(2, &[4, 5]),
                __lp::Node::of::<Score>(4, &[6]),
                __lp::Node::of::<Rating>(5, &[6]),
            ],
            outputs: &[7, 8],
        },
    );
    impl __lp::Network for Match {
        type Scalar = f32;
        type Inputs = (
            ::layerproof::nalgebra::SVector<f32, 4>,
            ::layerproof::nalgebra::SVector<f32, 4>,
        );
        type Outputs = (
            ::layerproof::nalgebra::SVector<f32, 1>,
            ::layerproof::nalgebra::SVector<f32, 1>,
        );
        type Arena = [f32; PLACES.len()];
        const ZERO: Self = Self {
            tower: __lp::Layer::ZERO,
            both: __lp::Layer::ZERO,
            hidden: __lp::Layer::ZERO,
            dense_1: __lp::Layer::ZERO,
            score: __lp::Layer::ZERO,
            rating: __lp::Layer::ZERO,
        };
        const LAYERS: &'static [__lp::LayerInfo] = &[
            __lp::LayerInfo::of::<Tower>("tower"),
            __lp::LayerInfo::of::<Both>("both"),
            __lp::LayerInfo::of::<Hidden>("hidden"),
            __lp::LayerInfo::of::<Dense1>("dense_1"),
            __lp::LayerInfo::of::<Score>("score"),
            __lp::LayerInfo::of::<Rating>("rating"),
        ];
        const PLAN: __lp::Plan = __lp::Plan::new(&PLACES);
        #[inline(always)]
        fn infer<L: __lp::Level, const __R: usize>(
            &self,
            mut values: __lp::Values<'_, Self, L, __R>,
        ) {
            values.call::<0, _>(&self.tower);
            values.call::<1, _>(&self.tower);
            values.call::<2, _>(&self.both);
            values.call::<3, _>(&self.dense_1);
            values.call::<4, _>(&self.hidden);
            values.call::<5, _>(&self.score);
            values.call::<6, _>(&self.rating);
        }
        fn parameters(&self, visit: &mut impl __lp::Visit<f32>) {
            visit.layer("tower", &self.tower);
            visit.layer("both", &self.both);
            visit.layer("hidden", &self.hidden);
            visit.layer("dense_1", &self.dense_1);
            visit.layer("score", &self.score);
            visit.layer("rating", &self.rating);
        }
        fn parameters_mut<const __K: usize>(
            mut models: [&mut Self; __K],
            visit: &mut impl __lp::VisitMut<f32, __K>,
        ) {
            visit.layer("tower", models.each_mut().map(|model| &mut model.tower));
            visit.layer("both", models.each_mut().map(|model| &mut model.both));
            visit.layer("hidden", models.each_mut().map(|model| &mut model.hidden));
            visit.layer("dense_1", models.each_mut().map(|model| &mut model.dense_1));
            visit.layer("score", models.each_mut().map(|model| &mut model.score));
            visit.layer("rating", models.each_mut().map(|model| &mut model.rating));
        }
    }
    impl __lp::Functional for Match {
        type Heads = (
            ::layerproof::activations::Sigmoid<1>,
            ::layerproof::activations::Linear<1>,
        );
        const OUTPUT_NAMES: &'static [&'static str] = &["score", "rating"];
    }
    mod __train {
        use __lp::TrainLayer as _;
        /// What one tile of samples leaves between the two passes.
        #[derive(Clone, Copy, __lp::Zeroable)]
        #[bytemuck(crate = "::layerproof::__private::bytemuck")]
        #[repr(C)]
        pub struct Tape<const __B: usize> {
            tower: __lp::Entry<Tower, __B>,
            tower_call_1: __lp::Entry<Tower, __B>,
            both: __lp::Entry<Both, __B>,
            dense_1: __lp::Entry<Dense1, __B>,
            hidden: __lp::Entry<Hidden, __B>,
            score: __lp::Entry<Score, __B>,
            rating: __lp::Entry<Rating, __B>,
            more_2_1: __lp::Gradients<Both, __B>,
            more_4_1: __lp::Gradients<Hidden, __B>,
        }
        impl __lp::Passes for Match {
            type Tape<const __B: usize> = Tape<__B>;
            const FUSES: &'static [bool] = &[true, true];
            fn initialize<R: __lp::Rng + ?Sized>(&mut self, rng: &mut R) {
                self.tower.initialize(rng);
                self.both.initialize(rng);
                self.hidden.initialize(rng);
                self.dense_1.initialize(rng);
                self.score.initialize(rng);
                self.rating.initialize(rng);
            }
            fn output<const __B: usize>(
                tape: &mut Tape<__B>,
                output: usize,
                rows: usize,
            ) -> (&[f32], &mut [f32]) {
                match output {
                    0 => tape.score.split(rows),
                    _ => tape.rating.split(rows),
                }
            }
            fn forward<const __B: usize>(
                &self,
                x: &[&[f32]],
                tape: &mut Tape<__B>,
                pass: &__lp::Pass<'_, impl __lp::Schedule>,
            ) {
                self.tower.forward(&[x[0]], &mut tape.tower, pass, 0);
                self.tower.forward(&[x[1]], &mut tape.tower_call_1, pass, 1);
                self.both
                    .forward(
                        &[
                            tape.tower.outputs(pass.rows),
                            tape.tower_call_1.outputs(pass.rows),
                        ],
                        &mut tape.both,
                        pass,
                        2,
                    );
                self.dense_1
                    .forward(
                        &[tape.both.outputs(pass.rows)],
                        &mut tape.dense_1,
                        pass,
                        3,
                    );
                self.hidden
                    .forward(
                        &[tape.both.outputs(pass.rows), tape.dense_1.outputs(pass.rows)],
                        &mut tape.hidden,
                        pass,
                        4,
                    );
                self.score
                    .forward(
                        &[tape.hidden.outputs(pass.rows)],
                        &mut tape.score,
                        pass,
                        5,
                    );
                self.rating
                    .forward(
                        &[tape.hidden.outputs(pass.rows)],
                        &mut tape.rating,
                        pass,
                        6,
                    );
            }
            fn backward<const __B: usize>(
                &self,
                x: &[&[f32]],
                dx: &mut [Option<&mut [f32]>],
                tape: &mut Tape<__B>,
                gradient: &mut Self,
                pass: &__lp::Pass<'_, impl __lp::Schedule>,
            ) {
                {
                    let (y_4, dy_4) = tape.hidden.split(pass.rows);
                    self.rating
                        .backward(
                            &[y_4],
                            &mut tape.rating,
                            [Some(dy_4)],
                            &mut gradient.rating,
                            pass,
                            6,
                            pass.is_fused(1),
                        );
                }
                {
                    let y_4 = tape.hidden.outputs(pass.rows);
                    self.score
                        .backward(
                            &[y_4],
                            &mut tape.score,
                            [Some(tape.more_4_1.numbers(pass.rows))],
                            &mut gradient.score,
                            pass,
                            5,
                            pass.is_fused(0),
                        );
                    tape.hidden.add(&tape.more_4_1, pass);
                }
                {
                    let (y_2, dy_2) = tape.both.split(pass.rows);
                    let (y_3, dy_3) = tape.dense_1.split(pass.rows);
                    self.hidden
                        .backward(
                            &[y_2, y_3],
                            &mut tape.hidden,
                            [Some(dy_2), Some(dy_3)],
                            &mut gradient.hidden,
                            pass,
                            4,
                            false,
                        );
                }
                {
                    let y_2 = tape.both.outputs(pass.rows);
                    self.dense_1
                        .backward(
                            &[y_2],
                            &mut tape.dense_1,
                            [Some(tape.more_2_1.numbers(pass.rows))],
                            &mut gradient.dense_1,
                            pass,
                            3,
                            false,
                        );
                    tape.both.add(&tape.more_2_1, pass);
                }
                {
                    let (y_0, dy_0) = tape.tower.split(pass.rows);
                    let (y_1, dy_1) = tape.tower_call_1.split(pass.rows);
                    self.both
                        .backward(
                            &[y_0, y_1],
                            &mut tape.both,
                            [Some(dy_0), Some(dy_1)],
                            &mut gradient.both,
                            pass,
                            2,
                            false,
                        );
                }
                {
                    let [dx_1] = __lp::gradients_of(dx, [1]);
                    self.tower
                        .backward(
                            &[x[1]],
                            &mut tape.tower_call_1,
                            [dx_1],
                            &mut gradient.tower,
                            pass,
                            1,
                            false,
                        );
                }
                {
                    let [dx_0] = __lp::gradients_of(dx, [0]);
                    self.tower
                        .backward(
                            &[x[0]],
                            &mut tape.tower,
                            [dx_0],
                            &mut gradient.tower,
                            pass,
                            0,
                            false,
                        );
                }
            }
        }
    }
};
