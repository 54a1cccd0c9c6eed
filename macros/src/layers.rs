//! Every layer that a model may have: one entry a layer, and nothing else in this crate names it.
//!
//! An entry says how the layer is written, what its rule asks for, which type it becomes, and which parameters a file of
//! weights has for it.

use layerproof_rules as rules;

use crate::arguments;
use crate::errors::Errors;
use crate::syntax;
use crate::values::Values;

/// One layer.
pub(crate) struct Entry {
    /// As it is written: `Conv2d`. Its type in `layerproof::layers` has the same name, unless [`Entry::of_type`] says so.
    pub(crate) name: &'static str,
    /// The stem of generated field names: `conv2d` for `conv2d_1`.
    pub(crate) stem: &'static str,
    pub(crate) of_type: &'static str,
    /// How many values it takes.
    pub(crate) takes: Takes,
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
    /// Kernel size, strides and dilation over steps, of which the first is size 1, and whether the padding is causal.
    Taps,
    /// What the rule derives.
    Derived,
    /// Activation, bias and initialisers, as far as they are not the default; the latter are parameters of that width.
    Settings,
    /// The activation function.
    Function,
    /// A number's bits.
    Bits(&'static str),
    /// An axis of the inputs, counted from 0 without the batch.
    Axis(&'static str),
    /// Two of them, each of one input.
    AxisPair(&'static str),
    Flag(&'static str),
    /// The path of a model's type.
    Path(&'static str),
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
    /// The input's channels.
    Input,
    /// The input's channels, divided by a size among the arguments.
    InputOver(&'static str),
    /// The output's channels.
    Output,
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

const KERNEL_AND_BIAS: &[Parameter] = &[
    Parameter {
        name: "kernel",
        axes: &[ParameterAxis::Input, ParameterAxis::Output],
        only_if: None,
    },
    Parameter {
        name: "bias",
        axes: &[ParameterAxis::Output],
        only_if: Some("use_bias"),
    },
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
    Parameter {
        name: "bias",
        axes: &[ParameterAxis::Output],
        only_if: Some("use_bias"),
    },
];

const FILTERS_AND_BIAS: &[Parameter] = &[
    Parameter {
        name: "kernel",
        axes: &[
            ParameterAxis::Pair("kernel_size"),
            ParameterAxis::Input,
            ParameterAxis::Output,
        ],
        only_if: None,
    },
    Parameter {
        name: "bias",
        axes: &[ParameterAxis::Output],
        only_if: Some("use_bias"),
    },
];

/// What most layers have in common: one input of any shape, which they give, and no parameters.
const PLAIN: Entry = Entry {
    name: "",
    stem: "layer",
    of_type: "",
    takes: Takes::One,
    rank: None,
    gives: Gives::Same,
    rule_name: "",
    rule_fields: &[],
    rule: |_| None,
    generics: &[Generic::Scalar, Generic::Input],
    parameters: &[],
    order: Order::Keeps,
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
            Generic::Taps,
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
        rule_fields: &["filters", "kernel_size", "strides", "padding", "use_bias"],
        rule: |values| {
            Some(rules::Layer::Conv2d(rules::layers::Conv2d {
                filters: values.literal("filters")?,
                kernel_size: values.literal_pair("kernel_size")?,
                strides: values.literal_pair("strides")?,
                padding: values.padding(),
                use_bias: values.flag("use_bias"),
                softmax: values.is_softmax(),
            }))
        },
        generics: &[
            Generic::Scalar,
            Generic::Input,
            Generic::Output,
            Generic::Window("kernel_size", "strides", 1),
            Generic::Derived,
            Generic::Units,
            Generic::Settings,
        ],
        parameters: FILTERS_AND_BIAS,
        read: arguments::convolution::conv2d,
        ..PLAIN
    },
    Entry {
        name: "MaxPooling2d",
        stem: "max_pooling2d",
        of_type: "MaxPooling2d",
        rank: Some(3),
        gives: Gives::Axes(&[Axis::Derived, Axis::Derived, Axis::Channels]),
        rule_name: "MaxPooling2d",
        rule_fields: &["pool_size", "strides", "padding"],
        rule: |values| {
            Some(rules::Layer::MaxPooling2d(rules::layers::MaxPooling2d {
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
        read: arguments::pooling::max_2d,
        ..PLAIN
    },
    Entry {
        name: "GlobalAveragePooling2d",
        stem: "global_average_pooling2d",
        of_type: "GlobalAveragePooling2d",
        rank: Some(3),
        gives: Gives::Axes(&[Axis::Channels]),
        rule_name: "GlobalAveragePooling2d",
        rule: |_| Some(rules::layers::GlobalAveragePooling2d {}.into()),
        read: arguments::pooling::global_average_2d,
        ..PLAIN
    },
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
        name: "Dropout",
        stem: "dropout",
        of_type: "Dropout",
        rule_name: "Dropout",
        rule: |_| Some(rules::layers::Dropout {}.into()),
        generics: &[Generic::Scalar, Generic::Input, Generic::Bits("rate")],
        read: arguments::shaping::dropout,
        ..PLAIN
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
        of_type: "SubModel",
        takes: Takes::Any,
        gives: Gives::OfType,
        rule_name: "Model",
        generics: &[Generic::Path("model")],
        read: arguments::merging::model,
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

/// The entry of this name; that of [`ACTIVATION`] for each activation.
pub(crate) fn find(name: &str) -> Option<&'static Entry> {
    static ALONE: Entry = Entry {
        read: arguments::activation::alone,
        ..ACTIVATION
    };
    let entry = LAYERS.iter().find(|entry| entry.name == name);
    entry.or_else(|| crate::words::is_activation(name).then_some(&ALONE))
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}
