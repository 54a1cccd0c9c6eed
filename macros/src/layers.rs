//! Every layer that a model may have: one entry a layer, and nothing else in this crate names it.
//!
//! An entry says how the layer is written, what its rule asks for, which type it becomes, and which parameters a file of
//! weights has for it.

use layerproof_rules as rules;

use crate::arguments;
use crate::errors::Errors;
use crate::syntax;
use crate::values::{Inner, Values};

/// One layer.
pub(crate) struct Entry {
    /// As it is written: `Conv2d`. Its type in `layerproof::layers` has the same name, unless [`Entry::of_type`] says so.
    pub(crate) name: &'static str,
    /// The stem of generated field names: `conv2d` for `conv2d_1`.
    pub(crate) stem: &'static str,
    pub(crate) of_type: &'static str,
    /// How many values it takes.
    pub(crate) takes: Takes,
    /// Whether they are whole numbers.
    pub(crate) takes_indices: bool,
    /// How many axes an input must have.
    pub(crate) rank: Option<usize>,
    /// What comes out, where only the compiler knows the sizes.
    pub(crate) gives: Gives,
    /// The struct of its rule in `layerproof_rules::layers`, and the arguments that are fields of it.
    pub(crate) rule_name: &'static str,
    pub(crate) rule_fields: &'static [&'static str],
    /// The rule, where all sizes are literals.
    pub(crate) rule: fn(&Values) -> Option<rules::Layer>,
    /// The arguments of its type.
    pub(crate) generics: &'static [Generic],
    /// The parameters in a file of weights, with shapes in Keras's order.
    pub(crate) parameters: &'static [Parameter],
    /// What becomes of the order in which PyTorch counts the values of an image.
    pub(crate) order: Order,
    /// Whether it works while training alone, on what other layers give.
    pub(crate) is_noise: bool,
    /// Reads the arguments; `None` after a mistake that is reported.
    pub(crate) read: fn(&syntax::Layer, &mut Errors) -> Option<Values>,
}

/// How many values a layer takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    One,
    /// Two.
    Two,
    /// Two or more.
    Several,
    /// As many as its type says.
    Any,
}

/// What comes out of a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gives {
    /// The first input's shape.
    Same,
    /// These axes.
    Axes(&'static [Axis]),
    /// So many axes as this argument has.
    Argument(&'static str),
    /// The first input's axes, whose sizes are derived.
    Derived,
    /// One axis: that of a vector, or a derived one.
    Flat,
    /// The channels; with this flag as many axes as go in.
    Channels(&'static str),
    /// A derived size for each step; with this flag for all steps.
    Steps(&'static str),
    /// What the layer inside gives, at each step.
    OfSteps,
    /// What the type says; even the number of axes is unknown here.
    OfType,
}

/// One axis of what comes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Axis {
    /// An argument.
    Argument(&'static str),
    /// What the rule makes of sizes.
    Derived,
    /// The input's channels.
    Channels,
}

/// One argument, or several that belong together, of a layer's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Generic {
    /// `f32`
    Scalar,
    /// The sizes of the input.
    InputSizes,
    /// The input's shape.
    Input,
    /// The shapes of all inputs, as a tuple.
    Inputs,
    /// The number of inputs.
    Count,
    /// The output's shape.
    Output,
    /// The size of the output's last axis.
    Units,
    /// Kernel size and strides, and the index of the first of them among the sizes.
    Window(&'static str, &'static str, usize),
    /// Kernel size, strides and dilation over images, of which the first is this one among the sizes.
    Kernel(usize),
    /// The same over steps, and whether the padding is causal.
    Taps(usize),
    /// The number of values under a kernel whose size is this one among the sizes.
    KernelArea(usize),
    /// The size of the input's last axis.
    InputUnits,
    /// The output's shape with as many channels as the rule derives.
    Between,
    /// The same for a window over steps.
    Window1d(&'static str, &'static str, usize),
    /// A size, and its index among the sizes.
    Size(&'static str, usize),
    /// A vector as wide as the rule derives, or none without this flag.
    ParameterIf(&'static str),
    /// A list of axes as the bits of a number; 0 for the last alone.
    AxisBits(&'static str),
    /// The same, where 0 is none.
    AnyAxisBits(&'static str),
    /// An initialiser, where it is not this one.
    InitializerUnless(&'static str, &'static str),
    /// The first size of a pair, and its index among the sizes.
    First(&'static str, usize),
    /// What the rule derives.
    Derived,
    /// Activation, bias and initialisers, as far as they are not the default; the latter are parameters of that width.
    Settings,
    /// The layer inside of this one, at one step.
    Inner,
    /// The layer inside of this one, in one direction.
    Directed,
    /// The first size of the input.
    Steps,
    /// Cell, bias, initialisers and options of a recurrent layer, as far as they are not the default.
    Recurrence,
    /// The activation function.
    Function,
    /// A number's bits.
    Bits(&'static str),
    /// An axis of the inputs, counted from 0 without the batch.
    Axis(&'static str),
    /// Two of them, each of one input.
    AxisPair(&'static str),
    Flag(&'static str),
    /// A flag, where it is set.
    FlagIfSet(&'static str),
    /// Three axes, counted from 1; 0 for none.
    Dims(&'static str),
    /// A type of `layerproof::layers` by its word, where it is not this one.
    WordUnless(&'static str, &'static str),
}

/// One parameter in a file of weights.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    pub(crate) axes: &'static [ParameterAxis],
    /// The flag without which it is not there.
    pub(crate) only_if: Option<&'static str>,
}

/// One axis, or two, of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ParameterAxis {
    /// A pair of sizes among the arguments.
    Pair(&'static str),
    /// A size among the arguments.
    Size(&'static str),
    /// The input's sizes along a list of axes.
    Along(&'static str),
    /// The input's sizes, 1 along a list of axes.
    Besides(&'static str),
    /// The input's channels.
    Input,
    /// The input's channels, divided by a size among the arguments.
    InputOver(&'static str),
    /// The output's channels.
    Output,
    /// So many times a size among the arguments.
    Times(&'static str, &'static str),
    /// This many.
    Exactly(usize),
    /// A size among the arguments: how many results each channel of the input has, which PyTorch counts as outputs of as many
    /// groups.
    Multiplier(&'static str),
    /// The input's channels, times a size among the arguments.
    InputTimes(&'static str),
}

/// What a layer makes of the order of values in which PyTorch flattens an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// Leaves it as it is.
    Keeps,
    /// Its outputs have no such order: each depends on all inputs.
    Mixes,
    /// Flattens: channels come first in PyTorch.
    Flattens,
    /// Makes it unknown.
    Reshapes,
}

/// One number for each output channel.
const BIAS: Parameter = Parameter {
    name: "bias",
    axes: &[ParameterAxis::Output],
    only_if: Some("use_bias"),
};

const KERNEL_AND_BIAS: &[Parameter] = &[
    Parameter {
        name: "kernel",
        axes: &[ParameterAxis::Input, ParameterAxis::Output],
        only_if: None,
    },
    BIAS,
];

const TAPS_AND_BIAS: &[Parameter] = &[
    Parameter {
        name: "kernel",
        axes: &[
            ParameterAxis::Size("kernel_size"),
            ParameterAxis::InputOver("groups"),
            ParameterAxis::Output,
        ],
        only_if: None,
    },
    BIAS,
];

const FILTERS_AND_BIAS: &[Parameter] = &[
    Parameter {
        name: "kernel",
        axes: &[
            ParameterAxis::Pair("kernel_size"),
            ParameterAxis::InputOver("groups"),
            ParameterAxis::Output,
        ],
        only_if: None,
    },
    BIAS,
];

/// The sums of all units of a recurrent layer.
const SUMS: ParameterAxis = ParameterAxis::Times("gates", "units");

const OF_INPUTS_AND_STATE: &[Parameter] = &[
    Parameter {
        name: "kernel",
        axes: &[ParameterAxis::Input, SUMS],
        only_if: None,
    },
    Parameter {
        name: "recurrent_kernel",
        axes: &[ParameterAxis::Size("units"), SUMS],
        only_if: None,
    },
    Parameter {
        name: "bias",
        axes: &[SUMS],
        only_if: Some("one_bias"),
    },
    Parameter {
        name: "bias",
        axes: &[ParameterAxis::Exactly(2), SUMS],
        only_if: Some("two_biases"),
    },
];

const SCALE_AND_OFFSET: &[Parameter] = &[
    Parameter {
        name: "gamma",
        axes: &[ParameterAxis::Along("axes")],
        only_if: Some("scale"),
    },
    Parameter {
        name: "beta",
        axes: &[ParameterAxis::Along("axes")],
        only_if: Some("center"),
    },
];

/// What most layers have in common: one input of any shape, which they give, and no parameters.
const PLAIN: Entry = Entry {
    name: "",
    stem: "layer",
    of_type: "",
    takes: Takes::One,
    takes_indices: false,
    rank: None,
    gives: Gives::Same,
    rule_name: "",
    rule_fields: &[],
    rule: |_| None,
    generics: &[Generic::Scalar, Generic::Input],
    parameters: &[],
    order: Order::Keeps,
    is_noise: false,
    read: arguments::none::nothing,
};

/// `Add` and its like.
const fn merge(name: &'static str, stem: &'static str) -> Entry {
    Entry {
        name,
        stem,
        of_type: name,
        takes: Takes::Several,
        rule_name: "Merge",
        rule: |_| Some(rules::layers::Merge {}.into()),
        generics: &[Generic::Scalar, Generic::Input, Generic::Count],
        ..PLAIN
    }
}

/// `Dropout` and its like.
const fn noise(name: &'static str, stem: &'static str) -> Entry {
    Entry {
        name,
        stem,
        of_type: name,
        rule_name: "SameShape",
        rule: |_| Some(rules::layers::SameShape {}.into()),
        generics: &[Generic::Scalar, Generic::Input, Generic::Bits("rate")],
        is_noise: true,
        read: arguments::shaping::dropout,
        ..PLAIN
    }
}

/// `Lstm` and its like.
const fn recurrent(name: &'static str, stem: &'static str) -> Entry {
    Entry {
        name,
        stem,
        of_type: name,
        rank: Some(2),
        gives: Gives::Steps("return_sequences"),
        rule_name: "Recurrent",
        rule_fields: &[
            "units",
            "gates",
            "biases",
            "return_sequences",
            "softmax",
            "directions",
            "concatenates",
        ],
        rule: |values| {
            Some(rules::Layer::Recurrent(rules::layers::Recurrent {
                units: values.literal("units")?,
                gates: values.count("gates"),
                biases: values.count("biases"),
                return_sequences: values.flag("return_sequences"),
                softmax: values.is_softmax(),
                directions: values.count("directions"),
                concatenates: values.flag("concatenates"),
            }))
        },
        generics: &[
            Generic::Scalar,
            Generic::InputSizes,
            Generic::Output,
            Generic::Size("units", 0),
            Generic::Derived,
            Generic::Recurrence,
        ],
        parameters: OF_INPUTS_AND_STATE,
        order: Order::Mixes,
        ..PLAIN
    }
}

/// `LayerNormalization` and its like.
const fn normalization(name: &'static str, stem: &'static str) -> Entry {
    Entry {
        name,
        stem,
        of_type: name,
        rule_name: "NormalizationOverAxes",
        rule_fields: &["axes", "center", "scale"],
        rule: |values| {
            Some(rules::Layer::NormalizationOverAxes(
                rules::layers::NormalizationOverAxes {
                    axes: values.axis_list("axes"),
                    center: values.flag("center"),
                    scale: values.flag("scale"),
                },
            ))
        },
        ..PLAIN
    }
}

/// `MaxPooling2d` and its like.
const fn pooling2d(name: &'static str, stem: &'static str) -> Entry {
    Entry {
        name,
        stem,
        of_type: name,
        rank: Some(3),
        gives: Gives::Axes(&[Axis::Derived, Axis::Derived, Axis::Channels]),
        rule_name: "Pooling2d",
        rule_fields: &["pool_size", "strides", "padding"],
        rule: |values| {
            Some(rules::Layer::Pooling2d(rules::layers::Pooling2d {
                pool_size: values.literal_pair("pool_size")?,
                strides: values.literal_pair("strides")?,
                padding: values.padding(),
            }))
        },
        generics: &[
            Generic::Scalar,
            Generic::Input,
            Generic::Output,
            Generic::Window("pool_size", "strides", 0),
        ],
        read: arguments::pooling::over_images,
        ..PLAIN
    }
}

/// `MaxPooling1d` and its like.
const fn pooling1d(name: &'static str, stem: &'static str) -> Entry {
    Entry {
        name,
        stem,
        of_type: name,
        rank: Some(2),
        gives: Gives::Axes(&[Axis::Derived, Axis::Channels]),
        rule_name: "Pooling1d",
        rule_fields: &["pool_size", "strides", "padding"],
        rule: |values| {
            Some(rules::Layer::Pooling1d(rules::layers::Pooling1d {
                pool_size: values.literal("pool_size")?,
                strides: values.literal("strides")?,
                padding: values.padding(),
            }))
        },
        generics: &[
            Generic::Scalar,
            Generic::Input,
            Generic::Output,
            Generic::Window1d("pool_size", "strides", 0),
        ],
        read: arguments::pooling::over_steps,
        ..PLAIN
    }
}

/// `GlobalMaxPooling2d` and its like.
const fn global_pooling2d(name: &'static str, stem: &'static str) -> Entry {
    Entry {
        name,
        stem,
        of_type: name,
        rank: Some(3),
        gives: Gives::Channels("keepdims"),
        rule_name: "GlobalPooling2d",
        rule_fields: &["keepdims"],
        rule: |values| {
            let keepdims = values.flag("keepdims");
            Some(rules::layers::GlobalPooling2d { keepdims }.into())
        },
        generics: &[Generic::Scalar, Generic::Input, Generic::FlagIfSet("keepdims")],
        read: arguments::pooling::global,
        ..PLAIN
    }
}

/// `GlobalMaxPooling1d` and its like.
const fn global_pooling1d(name: &'static str, stem: &'static str) -> Entry {
    Entry {
        rank: Some(2),
        rule_name: "GlobalPooling1d",
        rule: |values| {
            let keepdims = values.flag("keepdims");
            Some(rules::layers::GlobalPooling1d { keepdims }.into())
        },
        ..global_pooling2d(name, stem)
    }
}

/// A kernel over steps for each channel.
const DEPTHWISE_CONV1D: Entry = Entry {
    name: "DepthwiseConv1d",
    stem: "depthwise_conv1d",
    of_type: "DepthwiseConv1d",
    rank: Some(2),
    gives: Gives::Axes(&[Axis::Derived, Axis::Derived]),
    rule_name: "DepthwiseConv1d",
    rule_fields: &[
        "kernel_size",
        "strides",
        "padding",
        "dilation_rate",
        "depth_multiplier",
        "use_bias",
    ],
    rule: |values| {
        Some(rules::Layer::DepthwiseConv1d(rules::layers::DepthwiseConv1d {
            kernel_size: values.literal("kernel_size")?,
            strides: values.literal("strides")?,
            padding: values.padding(),
            dilation_rate: values.literal("dilation_rate")?,
            depth_multiplier: values.literal("depth_multiplier")?,
            use_bias: values.flag("use_bias"),
            softmax: values.is_softmax(),
        }))
    },
    generics: &[
        Generic::Scalar,
        Generic::Input,
        Generic::Output,
        Generic::Taps(0),
        Generic::Derived,
        Generic::Units,
        Generic::Settings,
    ],
    parameters: &[
        Parameter {
            name: "kernel",
            axes: &[
                ParameterAxis::Size("kernel_size"),
                ParameterAxis::Input,
                ParameterAxis::Multiplier("depth_multiplier"),
            ],
            only_if: None,
        },
        BIAS,
    ],
    read: arguments::convolution::depthwise1d,
    ..PLAIN
};

/// The same over steps, and a matrix behind it.
const SEPARABLE_CONV1D: Entry = Entry {
    name: "SeparableConv1d",
    stem: "separable_conv1d",
    of_type: "SeparableConv1d",
    rank: Some(2),
    gives: Gives::Axes(&[Axis::Derived, Axis::Argument("filters")]),
    rule_name: "SeparableConv1d",
    rule_fields: &[
        "filters",
        "kernel_size",
        "strides",
        "padding",
        "dilation_rate",
        "depth_multiplier",
        "use_bias",
    ],
    rule: |values| {
        Some(rules::Layer::SeparableConv1d(rules::layers::SeparableConv1d {
            filters: values.literal("filters")?,
            kernel_size: values.literal("kernel_size")?,
            strides: values.literal("strides")?,
            padding: values.padding(),
            dilation_rate: values.literal("dilation_rate")?,
            depth_multiplier: values.literal("depth_multiplier")?,
            use_bias: values.flag("use_bias"),
            softmax: values.is_softmax(),
        }))
    },
    generics: &[
        Generic::Scalar,
        Generic::Input,
        Generic::Between,
        Generic::Output,
        Generic::Taps(1),
        Generic::KernelArea(1),
        Generic::Derived,
        Generic::Units,
        Generic::Settings,
    ],
    parameters: &[
        Parameter {
            name: "depthwise_kernel",
            axes: &[
                ParameterAxis::Size("kernel_size"),
                ParameterAxis::Input,
                ParameterAxis::Multiplier("depth_multiplier"),
            ],
            only_if: None,
        },
        Parameter {
            name: "pointwise_kernel",
            axes: &[
                ParameterAxis::Exactly(1),
                ParameterAxis::InputTimes("depth_multiplier"),
                ParameterAxis::Output,
            ],
            only_if: None,
        },
        BIAS,
    ],
    read: arguments::convolution::separable1d,
    ..PLAIN
};

/// A convolution over steps the other way round.
const CONV1D_TRANSPOSE: Entry = Entry {
    name: "Conv1dTranspose",
    stem: "conv1d_transpose",
    of_type: "Conv1dTranspose",
    rank: Some(2),
    gives: Gives::Axes(&[Axis::Derived, Axis::Argument("filters")]),
    rule_name: "Conv1dTranspose",
    rule_fields: &[
        "filters",
        "kernel_size",
        "strides",
        "padding",
        "dilation_rate",
        "use_bias",
    ],
    rule: |values| {
        Some(rules::Layer::Conv1dTranspose(rules::layers::Conv1dTranspose {
            filters: values.literal("filters")?,
            kernel_size: values.literal("kernel_size")?,
            strides: values.literal("strides")?,
            padding: values.padding(),
            dilation_rate: values.literal("dilation_rate")?,
            use_bias: values.flag("use_bias"),
            softmax: values.is_softmax(),
        }))
    },
    generics: &[
        Generic::Scalar,
        Generic::Input,
        Generic::Output,
        Generic::Taps(1),
        Generic::Derived,
        Generic::InputUnits,
        Generic::Units,
        Generic::Settings,
    ],
    parameters: &[
        Parameter {
            name: "kernel",
            axes: &[
                ParameterAxis::Size("kernel_size"),
                ParameterAxis::Output,
                ParameterAxis::Input,
            ],
            only_if: None,
        },
        BIAS,
    ],
    read: arguments::convolution::transposed1d,
    ..PLAIN
};

/// A kernel over images for each channel.
const DEPTHWISE_CONV2D: Entry = Entry {
    name: "DepthwiseConv2d",
    stem: "depthwise_conv2d",
    of_type: "DepthwiseConv2d",
    rank: Some(3),
    gives: Gives::Axes(&[Axis::Derived, Axis::Derived, Axis::Derived]),
    rule_name: "DepthwiseConv2d",
    rule_fields: &[
        "kernel_size",
        "strides",
        "padding",
        "dilation_rate",
        "depth_multiplier",
        "use_bias",
    ],
    rule: |values| {
        Some(rules::Layer::DepthwiseConv2d(rules::layers::DepthwiseConv2d {
            kernel_size: values.literal_pair("kernel_size")?,
            strides: values.literal_pair("strides")?,
            padding: values.padding(),
            dilation_rate: values.literal_pair("dilation_rate")?,
            depth_multiplier: values.literal("depth_multiplier")?,
            use_bias: values.flag("use_bias"),
            softmax: values.is_softmax(),
        }))
    },
    generics: &[
        Generic::Scalar,
        Generic::Input,
        Generic::Output,
        Generic::Kernel(0),
        Generic::Derived,
        Generic::Units,
        Generic::Settings,
    ],
    parameters: &[
        Parameter {
            name: "kernel",
            axes: &[
                ParameterAxis::Pair("kernel_size"),
                ParameterAxis::Input,
                ParameterAxis::Multiplier("depth_multiplier"),
            ],
            only_if: None,
        },
        BIAS,
    ],
    read: arguments::convolution::depthwise2d,
    ..PLAIN
};

/// The same over images, and a matrix behind it.
const SEPARABLE_CONV2D: Entry = Entry {
    name: "SeparableConv2d",
    stem: "separable_conv2d",
    of_type: "SeparableConv2d",
    rank: Some(3),
    gives: Gives::Axes(&[Axis::Derived, Axis::Derived, Axis::Argument("filters")]),
    rule_name: "SeparableConv2d",
    rule_fields: &[
        "filters",
        "kernel_size",
        "strides",
        "padding",
        "dilation_rate",
        "depth_multiplier",
        "use_bias",
    ],
    rule: |values| {
        Some(rules::Layer::SeparableConv2d(rules::layers::SeparableConv2d {
            filters: values.literal("filters")?,
            kernel_size: values.literal_pair("kernel_size")?,
            strides: values.literal_pair("strides")?,
            padding: values.padding(),
            dilation_rate: values.literal_pair("dilation_rate")?,
            depth_multiplier: values.literal("depth_multiplier")?,
            use_bias: values.flag("use_bias"),
            softmax: values.is_softmax(),
        }))
    },
    generics: &[
        Generic::Scalar,
        Generic::Input,
        Generic::Between,
        Generic::Output,
        Generic::Kernel(1),
        Generic::KernelArea(1),
        Generic::Derived,
        Generic::Units,
        Generic::Settings,
    ],
    parameters: &[
        Parameter {
            name: "depthwise_kernel",
            axes: &[
                ParameterAxis::Pair("kernel_size"),
                ParameterAxis::Input,
                ParameterAxis::Multiplier("depth_multiplier"),
            ],
            only_if: None,
        },
        Parameter {
            name: "pointwise_kernel",
            axes: &[
                ParameterAxis::Exactly(1),
                ParameterAxis::Exactly(1),
                ParameterAxis::InputTimes("depth_multiplier"),
                ParameterAxis::Output,
            ],
            only_if: None,
        },
        BIAS,
    ],
    read: arguments::convolution::separable2d,
    ..PLAIN
};

/// A convolution over images the other way round.
const CONV2D_TRANSPOSE: Entry = Entry {
    name: "Conv2dTranspose",
    stem: "conv2d_transpose",
    of_type: "Conv2dTranspose",
    rank: Some(3),
    gives: Gives::Axes(&[Axis::Derived, Axis::Derived, Axis::Argument("filters")]),
    rule_name: "Conv2dTranspose",
    rule_fields: &[
        "filters",
        "kernel_size",
        "strides",
        "padding",
        "dilation_rate",
        "use_bias",
    ],
    rule: |values| {
        Some(rules::Layer::Conv2dTranspose(rules::layers::Conv2dTranspose {
            filters: values.literal("filters")?,
            kernel_size: values.literal_pair("kernel_size")?,
            strides: values.literal_pair("strides")?,
            padding: values.padding(),
            dilation_rate: values.literal_pair("dilation_rate")?,
            use_bias: values.flag("use_bias"),
            softmax: values.is_softmax(),
        }))
    },
    generics: &[
        Generic::Scalar,
        Generic::Input,
        Generic::Output,
        Generic::Kernel(1),
        Generic::Derived,
        Generic::InputUnits,
        Generic::Units,
        Generic::Settings,
    ],
    parameters: &[
        Parameter {
            name: "kernel",
            axes: &[
                ParameterAxis::Pair("kernel_size"),
                ParameterAxis::Output,
                ParameterAxis::Input,
            ],
            only_if: None,
        },
        BIAS,
    ],
    read: arguments::convolution::transposed2d,
    ..PLAIN
};

/// All layers, without the activations, each of which is also a layer: [`ACTIVATION`].
pub(crate) static LAYERS: &[Entry] = &[
    Entry {
        name: "Dense",
        stem: "dense",
        of_type: "Dense",
        rank: Some(1),
        gives: Gives::Axes(&[Axis::Argument("units")]),
        rule_name: "Dense",
        rule_fields: &["units", "use_bias"],
        rule: |values| {
            Some(rules::Layer::Dense(rules::layers::Dense {
                units: values.literal("units")?,
                use_bias: values.flag("use_bias"),
                softmax: values.is_softmax(),
            }))
        },
        generics: &[Generic::Scalar, Generic::InputSizes, Generic::Units, Generic::Settings],
        parameters: KERNEL_AND_BIAS,
        order: Order::Mixes,
        read: arguments::dense::lower,
        ..PLAIN
    },
    Entry {
        name: "Conv1d",
        stem: "conv1d",
        of_type: "Conv1d",
        rank: Some(2),
        gives: Gives::Axes(&[Axis::Derived, Axis::Argument("filters")]),
        rule_name: "Conv1d",
        rule_fields: &[
            "filters",
            "kernel_size",
            "strides",
            "padding",
            "dilation_rate",
            "groups",
            "use_bias",
        ],
        rule: |values| {
            Some(rules::Layer::Conv1d(rules::layers::Conv1d {
                filters: values.literal("filters")?,
                kernel_size: values.literal("kernel_size")?,
                strides: values.literal("strides")?,
                padding: values.padding(),
                dilation_rate: values.literal("dilation_rate")?,
                groups: values.literal("groups")?,
                use_bias: values.flag("use_bias"),
                softmax: values.is_softmax(),
            }))
        },
        generics: &[
            Generic::Scalar,
            Generic::Input,
            Generic::Output,
            Generic::Taps(1),
            Generic::Derived,
            Generic::Units,
            Generic::Settings,
        ],
        parameters: TAPS_AND_BIAS,
        read: arguments::convolution::conv1d,
        ..PLAIN
    },
    Entry {
        name: "Conv2d",
        stem: "conv2d",
        of_type: "Conv2d",
        rank: Some(3),
        gives: Gives::Axes(&[Axis::Derived, Axis::Derived, Axis::Argument("filters")]),
        rule_name: "Conv2d",
        rule_fields: &[
            "filters",
            "kernel_size",
            "strides",
            "padding",
            "dilation_rate",
            "groups",
            "use_bias",
        ],
        rule: |values| {
            Some(rules::Layer::Conv2d(rules::layers::Conv2d {
                filters: values.literal("filters")?,
                kernel_size: values.literal_pair("kernel_size")?,
                strides: values.literal_pair("strides")?,
                padding: values.padding(),
                dilation_rate: values.literal_pair("dilation_rate")?,
                groups: values.literal("groups")?,
                use_bias: values.flag("use_bias"),
                softmax: values.is_softmax(),
            }))
        },
        generics: &[
            Generic::Scalar,
            Generic::Input,
            Generic::Output,
            Generic::Kernel(1),
            Generic::Derived,
            Generic::Units,
            Generic::Settings,
        ],
        parameters: FILTERS_AND_BIAS,
        read: arguments::convolution::conv2d,
        ..PLAIN
    },
    Entry {
        generics: &[
            Generic::Scalar,
            Generic::InputSizes,
            Generic::Output,
            Generic::Size("units", 0),
            Generic::Recurrence,
        ],
        read: arguments::recurrent::simple_rnn,
        ..recurrent("SimpleRnn", "simple_rnn")
    },
    Entry {
        read: arguments::recurrent::lstm,
        ..recurrent("Lstm", "lstm")
    },
    Entry {
        read: arguments::recurrent::gru,
        ..recurrent("Gru", "gru")
    },
    Entry {
        generics: &[
            Generic::Directed,
            Generic::InputSizes,
            Generic::Output,
            Generic::WordUnless("merge_mode", "Concat"),
        ],
        read: arguments::wrapping::bidirectional,
        ..recurrent("Bidirectional", "bidirectional")
    },
    Entry {
        name: "TimeDistributed",
        stem: "time_distributed",
        of_type: "TimeDistributed",
        gives: Gives::OfSteps,
        rule_name: "TimeDistributed",
        rule_fields: &["layer"],
        rule: |values| {
            let inner = values.inner()?;
            let layer = (of_inner(inner)?.rule)(&inner.values)?;
            Some(rules::Layer::TimeDistributed(rules::layers::TimeDistributed {
                // Rules are plain values that the compiler knows too: one that holds another refers to it, for ever.
                layer: Box::leak(Box::new(layer)),
                is_smallest: false,
            }))
        },
        generics: &[Generic::Inner, Generic::Steps, Generic::Input, Generic::Output],
        order: Order::Reshapes,
        read: arguments::wrapping::time_distributed,
        ..PLAIN
    },
    Entry {
        name: "Embedding",
        stem: "embedding",
        of_type: "Embedding",
        takes_indices: true,
        rank: Some(1),
        gives: Gives::Axes(&[Axis::Derived, Axis::Argument("width")]),
        rule_name: "Embedding",
        rule_fields: &["vocabulary", "width"],
        rule: |values| {
            Some(rules::Layer::Embedding(rules::layers::Embedding {
                vocabulary: values.literal("vocabulary")?,
                width: values.literal("width")?,
            }))
        },
        generics: &[
            Generic::Scalar,
            Generic::InputSizes,
            Generic::Size("vocabulary", 0),
            Generic::Units,
            Generic::InitializerUnless("embeddings_initializer", "RandomUniform"),
        ],
        parameters: &[Parameter {
            name: "embeddings",
            axes: &[ParameterAxis::Size("vocabulary"), ParameterAxis::Output],
            only_if: None,
        }],
        order: Order::Mixes,
        read: arguments::embedding::lower,
        ..PLAIN
    },
    DEPTHWISE_CONV1D,
    DEPTHWISE_CONV2D,
    SEPARABLE_CONV1D,
    SEPARABLE_CONV2D,
    CONV1D_TRANSPOSE,
    CONV2D_TRANSPOSE,
    pooling2d("MaxPooling2d", "max_pooling2d"),
    pooling1d("MaxPooling1d", "max_pooling1d"),
    pooling2d("AveragePooling2d", "average_pooling2d"),
    pooling1d("AveragePooling1d", "average_pooling1d"),
    global_pooling2d("GlobalMaxPooling2d", "global_max_pooling2d"),
    global_pooling1d("GlobalMaxPooling1d", "global_max_pooling1d"),
    global_pooling2d("GlobalAveragePooling2d", "global_average_pooling2d"),
    global_pooling1d("GlobalAveragePooling1d", "global_average_pooling1d"),
    ACTIVATION,
    Entry {
        name: "Flatten",
        stem: "flatten",
        of_type: "Flatten",
        gives: Gives::Flat,
        rule_name: "Flatten",
        rule: |_| Some(rules::layers::Flatten {}.into()),
        generics: &[Generic::Scalar, Generic::Input, Generic::Units],
        order: Order::Flattens,
        ..PLAIN
    },
    Entry {
        name: "Reshape",
        stem: "reshape",
        of_type: "Reshape",
        gives: Gives::Argument("target_shape"),
        rule_name: "Reshape",
        rule_fields: &["target_shape"],
        rule: |values| {
            let target_shape = values.literal_shape("target_shape")?;
            Some(rules::layers::Reshape { target_shape }.into())
        },
        generics: &[Generic::Scalar, Generic::Input, Generic::Output],
        order: Order::Reshapes,
        read: arguments::shaping::reshape,
        ..PLAIN
    },
    Entry {
        name: "Permute",
        stem: "permute",
        of_type: "Permute",
        gives: Gives::Derived,
        rule_name: "Permute",
        rule_fields: &["dims"],
        rule: |values| {
            let dims = values.dims("dims");
            Some(rules::layers::Permute { dims }.into())
        },
        generics: &[Generic::Scalar, Generic::Input, Generic::Output, Generic::Dims("dims")],
        order: Order::Reshapes,
        read: arguments::shaping::permute,
        ..PLAIN
    },
    Entry {
        name: "RepeatVector",
        stem: "repeat_vector",
        of_type: "RepeatVector",
        rank: Some(1),
        gives: Gives::Axes(&[Axis::Argument("n"), Axis::Channels]),
        rule_name: "RepeatVector",
        rule_fields: &["n"],
        rule: |values| {
            let n = values.literal("n")?;
            Some(rules::layers::RepeatVector { n }.into())
        },
        generics: &[Generic::Scalar, Generic::Input, Generic::Output],
        read: arguments::shaping::repeat_vector,
        ..PLAIN
    },
    Entry {
        name: "ZeroPadding1d",
        stem: "zero_padding1d",
        of_type: "ZeroPadding1d",
        rank: Some(2),
        gives: Gives::Axes(&[Axis::Derived, Axis::Channels]),
        rule_name: "ZeroPadding1d",
        rule_fields: &["steps"],
        rule: |values| {
            let steps = values.literal_pair("steps")?;
            Some(rules::layers::ZeroPadding1d { steps }.into())
        },
        generics: &[
            Generic::Scalar,
            Generic::Input,
            Generic::Output,
            Generic::First("steps", 0),
        ],
        read: arguments::borders::of_steps,
        ..PLAIN
    },
    Entry {
        name: "ZeroPadding2d",
        stem: "zero_padding2d",
        of_type: "ZeroPadding2d",
        rank: Some(3),
        gives: Gives::Axes(&[Axis::Derived, Axis::Derived, Axis::Channels]),
        rule_name: "ZeroPadding2d",
        rule_fields: &["height", "width"],
        rule: |values| {
            let (height, width) = (values.literal_pair("height")?, values.literal_pair("width")?);
            Some(rules::layers::ZeroPadding2d { height, width }.into())
        },
        generics: &[
            Generic::Scalar,
            Generic::Input,
            Generic::Output,
            Generic::First("height", 0),
            Generic::First("width", 2),
        ],
        read: arguments::borders::of_images,
        ..PLAIN
    },
    Entry {
        name: "Cropping1d",
        stem: "cropping1d",
        of_type: "Cropping1d",
        rank: Some(2),
        gives: Gives::Axes(&[Axis::Derived, Axis::Channels]),
        rule_name: "Cropping1d",
        rule_fields: &["steps"],
        rule: |values| {
            let steps = values.literal_pair("steps")?;
            Some(rules::layers::Cropping1d { steps }.into())
        },
        generics: &[
            Generic::Scalar,
            Generic::Input,
            Generic::Output,
            Generic::First("steps", 0),
        ],
        read: arguments::borders::of_steps,
        ..PLAIN
    },
    Entry {
        name: "Cropping2d",
        stem: "cropping2d",
        of_type: "Cropping2d",
        rank: Some(3),
        gives: Gives::Axes(&[Axis::Derived, Axis::Derived, Axis::Channels]),
        rule_name: "Cropping2d",
        rule_fields: &["height", "width"],
        rule: |values| {
            let (height, width) = (values.literal_pair("height")?, values.literal_pair("width")?);
            Some(rules::layers::Cropping2d { height, width }.into())
        },
        generics: &[
            Generic::Scalar,
            Generic::Input,
            Generic::Output,
            Generic::First("height", 0),
            Generic::First("width", 2),
        ],
        read: arguments::borders::of_images,
        ..PLAIN
    },
    Entry {
        name: "UpSampling1d",
        stem: "up_sampling1d",
        of_type: "UpSampling1d",
        rank: Some(2),
        gives: Gives::Axes(&[Axis::Derived, Axis::Channels]),
        rule_name: "UpSampling1d",
        rule_fields: &["size"],
        rule: |values| {
            let size = values.literal("size")?;
            Some(rules::layers::UpSampling1d { size }.into())
        },
        generics: &[Generic::Scalar, Generic::Input, Generic::Output],
        read: arguments::up_sampling::of_steps,
        ..PLAIN
    },
    Entry {
        name: "UpSampling2d",
        stem: "up_sampling2d",
        of_type: "UpSampling2d",
        rank: Some(3),
        gives: Gives::Axes(&[Axis::Derived, Axis::Derived, Axis::Channels]),
        rule_name: "UpSampling2d",
        rule_fields: &["size"],
        rule: |values| {
            let size = values.literal_pair("size")?;
            Some(rules::layers::UpSampling2d { size }.into())
        },
        generics: &[
            Generic::Scalar,
            Generic::Input,
            Generic::Output,
            Generic::WordUnless("interpolation", "Nearest"),
        ],
        read: arguments::up_sampling::of_images,
        ..PLAIN
    },
    Entry {
        name: "Identity",
        stem: "identity",
        of_type: "Identity",
        rule_name: "SameShape",
        rule: |_| Some(rules::layers::SameShape {}.into()),
        ..PLAIN
    },
    Entry {
        name: "Rescaling",
        stem: "rescaling",
        of_type: "Rescaling",
        rule_name: "SameShape",
        rule: |_| Some(rules::layers::SameShape {}.into()),
        generics: &[
            Generic::Scalar,
            Generic::Input,
            Generic::Bits("scale"),
            Generic::Bits("offset"),
        ],
        read: arguments::shaping::rescaling,
        ..PLAIN
    },
    Entry {
        generics: &[
            Generic::Scalar,
            Generic::Input,
            Generic::Derived,
            Generic::ParameterIf("scale"),
            Generic::ParameterIf("center"),
            Generic::AxisBits("axes"),
            Generic::Bits("epsilon"),
        ],
        parameters: SCALE_AND_OFFSET,
        read: arguments::normalizing::layer,
        ..normalization("LayerNormalization", "layer_normalization")
    },
    Entry {
        generics: &[
            Generic::Scalar,
            Generic::Input,
            Generic::Derived,
            Generic::AxisBits("axes"),
            Generic::Bits("epsilon"),
        ],
        parameters: &[Parameter {
            name: "scale",
            axes: &[ParameterAxis::Along("axes")],
            only_if: None,
        }],
        read: arguments::normalizing::rms,
        ..normalization("RmsNormalization", "rms_normalization")
    },
    Entry {
        generics: &[Generic::Scalar, Generic::Input, Generic::AxisBits("axes")],
        read: arguments::normalizing::unit,
        ..normalization("UnitNormalization", "unit_normalization")
    },
    Entry {
        name: "GroupNormalization",
        stem: "group_normalization",
        of_type: "GroupNormalization",
        rule_name: "GroupNormalization",
        rule_fields: &["groups", "center", "scale"],
        rule: |values| {
            Some(rules::Layer::GroupNormalization(rules::layers::GroupNormalization {
                groups: values.literal("groups")?,
                center: values.flag("center"),
                scale: values.flag("scale"),
            }))
        },
        generics: &[
            Generic::Scalar,
            Generic::Input,
            Generic::Size("groups", 0),
            Generic::Derived,
            Generic::ParameterIf("scale"),
            Generic::ParameterIf("center"),
            Generic::Bits("epsilon"),
        ],
        parameters: SCALE_AND_OFFSET,
        read: arguments::normalizing::group,
        ..PLAIN
    },
    Entry {
        name: "BatchNormalization",
        stem: "batch_normalization",
        of_type: "BatchNormalization",
        rule_name: "BatchNormalization",
        rule_fields: &["center", "scale"],
        rule: |values| {
            Some(rules::Layer::BatchNormalization(rules::layers::BatchNormalization {
                center: values.flag("center"),
                scale: values.flag("scale"),
            }))
        },
        generics: &[
            Generic::Scalar,
            Generic::Input,
            Generic::Derived,
            Generic::ParameterIf("scale"),
            Generic::ParameterIf("center"),
            Generic::Bits("momentum"),
            Generic::Bits("epsilon"),
        ],
        parameters: &[
            Parameter {
                name: "gamma",
                axes: &[ParameterAxis::Input],
                only_if: Some("scale"),
            },
            Parameter {
                name: "beta",
                axes: &[ParameterAxis::Input],
                only_if: Some("center"),
            },
            Parameter {
                name: "moving_mean",
                axes: &[ParameterAxis::Input],
                only_if: None,
            },
            Parameter {
                name: "moving_variance",
                axes: &[ParameterAxis::Input],
                only_if: None,
            },
        ],
        read: arguments::normalizing::batch,
        ..PLAIN
    },
    Entry {
        name: "Normalization",
        stem: "normalization",
        of_type: "Normalization",
        rule_name: "Normalization",
        rule: |_| Some(rules::layers::Normalization {}.into()),
        generics: &[Generic::Scalar, Generic::Input, Generic::Derived],
        parameters: &[
            Parameter {
                name: "mean",
                axes: &[ParameterAxis::Input],
                only_if: None,
            },
            Parameter {
                name: "variance",
                axes: &[ParameterAxis::Input],
                only_if: None,
            },
        ],
        read: arguments::normalizing::known,
        ..PLAIN
    },
    Entry {
        name: "PRelu",
        stem: "p_relu",
        of_type: "PRelu",
        rule_name: "PRelu",
        rule_fields: &["shared_axes"],
        rule: |values| {
            let shared_axes = values.axis_list("shared_axes");
            Some(rules::layers::PRelu { shared_axes }.into())
        },
        generics: &[
            Generic::Scalar,
            Generic::Input,
            Generic::Derived,
            Generic::AnyAxisBits("shared_axes"),
            Generic::InitializerUnless("alpha_initializer", "Zeros"),
        ],
        parameters: &[Parameter {
            name: "alpha",
            axes: &[ParameterAxis::Besides("shared_axes")],
            only_if: None,
        }],
        read: arguments::activation::p_relu,
        ..PLAIN
    },
    noise("Dropout", "dropout"),
    Entry {
        rank: Some(2),
        rule_name: "SameSequence",
        rule: |_| Some(rules::layers::SameSequence {}.into()),
        ..noise("SpatialDropout1d", "spatial_dropout1d")
    },
    Entry {
        rank: Some(3),
        rule_name: "SameImage",
        rule: |_| Some(rules::layers::SameImage {}.into()),
        ..noise("SpatialDropout2d", "spatial_dropout2d")
    },
    noise("GaussianDropout", "gaussian_dropout"),
    noise("AlphaDropout", "alpha_dropout"),
    Entry {
        generics: &[Generic::Scalar, Generic::Input, Generic::Bits("stddev")],
        read: arguments::shaping::gaussian_noise,
        ..noise("GaussianNoise", "gaussian_noise")
    },
    merge("Add", "add"),
    merge("Subtract", "subtract"),
    merge("Multiply", "multiply"),
    merge("Average", "average"),
    merge("Maximum", "maximum"),
    merge("Minimum", "minimum"),
    Entry {
        name: "Concatenate",
        stem: "concatenate",
        of_type: "Concatenate",
        takes: Takes::Several,
        gives: Gives::Derived,
        rule_name: "Concatenate",
        rule_fields: &["axis"],
        rule: |values| {
            let axis = values.axis("axis");
            Some(rules::layers::Concatenate { axis }.into())
        },
        generics: &[Generic::Scalar, Generic::Inputs, Generic::Output, Generic::Axis("axis")],
        read: arguments::merging::concatenate,
        ..PLAIN
    },
    Entry {
        name: "Dot",
        stem: "dot",
        of_type: "Dot",
        takes: Takes::Two,
        gives: Gives::Derived,
        rule_name: "Dot",
        rule_fields: &["axes"],
        rule: |values| {
            let axes = values.axes("axes");
            Some(rules::layers::Dot { axes }.into())
        },
        generics: &[
            Generic::Scalar,
            Generic::Inputs,
            Generic::Output,
            Generic::AxisPair("axes"),
            Generic::Flag("normalize"),
        ],
        read: arguments::merging::dot,
        ..PLAIN
    },
    Entry {
        name: "Model",
        stem: "model",
        of_type: "ModelLayer",
        takes: Takes::Any,
        gives: Gives::OfType,
        rule_name: "Model",
        read: arguments::of_type::model,
        ..PLAIN
    },
    Entry {
        name: "Custom",
        stem: "custom",
        of_type: "CustomLayerOf",
        takes: Takes::One,
        gives: Gives::OfType,
        rule_name: "Model",
        read: arguments::of_type::custom,
        ..PLAIN
    },
];

/// `Activation<Relu>`, or `Relu` alone.
pub(crate) const ACTIVATION: Entry = Entry {
    name: "Activation",
    stem: "activation",
    of_type: "Activation",
    rule_name: "Activation",
    rule: |values| {
        let softmax = values.is_softmax();
        Some(rules::layers::Activation { softmax }.into())
    },
    generics: &[Generic::Scalar, Generic::Input, Generic::Function],
    read: arguments::activation::layer,
    ..PLAIN
};

/// `Softmax<axis = 1>`: a softmax along an axis that is not the last one.
pub(crate) static SOFTMAX_OVER: Entry = Entry {
    name: "Softmax",
    stem: "softmax",
    of_type: "SoftmaxOver",
    rule_name: "NormalizationOverAxes",
    rule_fields: &["axes", "center", "scale"],
    rule: |values| {
        Some(rules::Layer::NormalizationOverAxes(
            rules::layers::NormalizationOverAxes {
                axes: values.axis_list("axes"),
                center: false,
                scale: false,
            },
        ))
    },
    generics: &[Generic::Scalar, Generic::Input, Generic::Axis("axis")],
    read: arguments::activation::softmax_over,
    ..PLAIN
};

/// The entry of this name; that of [`ACTIVATION`] for each activation.
pub(crate) fn find(name: &str) -> Option<&'static Entry> {
    static ALONE: Entry = Entry {
        read: arguments::activation::alone,
        ..ACTIVATION
    };
    let entry = LAYERS.iter().find(|entry| entry.name == name);
    entry.or_else(|| crate::words::is_activation(name).then_some(&ALONE))
}

/// The entry of a layer that is an argument of another one.
pub(crate) fn of_inner(inner: &Inner) -> Option<&'static Entry> {
    find(&inner.word.text())
}

/// What such a layer does with values: `drop`.
pub(crate) fn what_noise_does(layer: &str) -> &'static str {
    if layer.ends_with("Noise") { "disturb" } else { "drop" }
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}
