//! Input<2, dtype = f64>, Dense<8, LeakyRelu, use_bias = false>, Dense<UNITS, kernel_initializer = HeNormal>, Dense<1>

type Model = <::layerproof::Sequential<
    (
        ::layerproof::layers::Dense<
            f64,
            2,
            8,
            ::layerproof::activations::LeakyRelu,
            ::layerproof::layers::NoBias,
        >,
        (
            ::layerproof::layers::Dense<
                f64,
                {
                    const SHAPES: &::layerproof::__private::rules::Graph<1, 1> = &::layerproof::__private::rules::Graph::new(
                        [
                            ::layerproof::__private::rules::Input {
                                value: ::layerproof::__private::rules::Place {
                                    position: 1,
                                    source: "Dense<8, LeakyRelu, use_bias = false>",
                                },
                                shape: ::layerproof::__private::rules::Shape::Vector {
                                    0: 8,
                                },
                            },
                        ],
                        [
                            ::layerproof::__private::rules::Call {
                                here: ::layerproof::__private::rules::Place {
                                    position: 2,
                                    source: "Dense<UNITS, kernel_initializer = HeNormal>",
                                },
                                value: "Dense<UNITS, kernel_initializer = HeNormal>",
                                layer: ::layerproof::__private::rules::Layer::Dense(::layerproof::__private::rules::layers::Dense {
                                    units: UNITS,
                                    use_bias: true,
                                    softmax: false,
                                }),
                                inputs: &[0],
                                first: 0,
                            },
                        ],
                    );
                    const _: () = if let ::core::option::Option::Some(message) = SHAPES
                        .check_size(1, 0, "units", "UNITS")
                    {
                        ::core::panic!("{}", message.as_str())
                    };
                    const _: () = if let ::core::option::Option::Some(message) = SHAPES
                        .check_layer(0)
                    {
                        ::core::panic!("{}", message.as_str())
                    };
                    8
                },
                { UNITS },
                ::layerproof::activations::Linear,
                ::layerproof::nalgebra::SVector<f64, { UNITS }>,
                (::layerproof::initializers::HeNormal, ::layerproof::initializers::Zeros),
            >,
            (
                ::layerproof::layers::Dense<
                    f64,
                    {
                        const SHAPES: &::layerproof::__private::rules::Graph<1, 1> = &::layerproof::__private::rules::Graph::new(
                            [
                                ::layerproof::__private::rules::Input {
                                    value: ::layerproof::__private::rules::Place {
                                        position: 2,
                                        source: "Dense<UNITS, kernel_initializer = HeNormal>",
                                    },
                                    shape: ::layerproof::__private::rules::Shape::Vector {
                                        0: UNITS,
                                    },
                                },
                            ],
                            [
                                ::layerproof::__private::rules::Call {
                                    here: ::layerproof::__private::rules::Place {
                                        position: 3,
                                        source: "Dense<1>",
                                    },
                                    value: "Dense<1>",
                                    layer: ::layerproof::__private::rules::Layer::Dense(::layerproof::__private::rules::layers::Dense {
                                        units: 1,
                                        use_bias: true,
                                        softmax: false,
                                    }),
                                    inputs: &[0],
                                    first: 0,
                                },
                            ],
                        );
                        const _: () = if let ::core::option::Option::Some(message) = SHAPES
                            .check_layer(0)
                        {
                            ::core::panic!("{}", message.as_str())
                        };
                        { UNITS }
                    },
                    1,
                >,
                (),
            ),
        ),
    ),
> as ::layerproof::AsType>::ThisIsATypeNotAValue;
