//! A model that makes sense argument by argument: what `lower` gives, and what `check` and `expand` work on.

use layerproof_rules as rules;
use proc_macro2::TokenStream;

use crate::syntax::{Form, Place, Weights, Word};

/// A model: an input, and layers one after another.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) form: Form,
    pub(crate) input: Input,
    pub(crate) layers: Vec<Layer>,
    /// Where the crate is found, if not at `::layerproof`.
    pub(crate) krate: Option<TokenStream>,
    pub(crate) weights: Option<Weights>,
}

impl Model {
    /// The first size that only the compiler knows, and whose it is.
    pub(crate) fn constant(&self) -> Option<(String, &Size)> {
        let of_input = self
            .input
            .sizes
            .iter()
            .flatten()
            .map(|size| (0, &self.input.text, size));
        let of_layers = self.layers.iter().flat_map(|layer| {
            let sizes = layer.sizes().into_iter();
            sizes.map(|size| (layer.position, &layer.text, size))
        });
        let (position, source, size) = of_input
            .chain(of_layers)
            .find(|(_, _, size)| size.literal().is_none())?;
        let place = rules::Place { position, source };
        Some((rules::Message::new().place(place).to_string(), size))
    }
}

/// The input of a model.
#[derive(Debug)]
pub(crate) struct Input {
    pub(crate) word: Word,
    pub(crate) name: Option<Word>,
    /// One to three; `None` after a mistake.
    pub(crate) sizes: Option<Vec<Size>>,
    pub(crate) scalar: Scalar,
    pub(crate) text: String,
}

/// The number type of a model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Scalar {
    #[default]
    F32,
    F64,
}

/// A layer with its place in the model.
#[derive(Debug)]
pub(crate) struct Layer {
    pub(crate) docs: TokenStream,
    pub(crate) name: Name,
    /// The user's word for it: `Dense`.
    pub(crate) word: Word,
    pub(crate) kind: Kind,
    /// Counted from 1.
    pub(crate) position: usize,
    /// As the user wrote it.
    pub(crate) text: String,
}

/// The name of a layer's field.
#[derive(Debug)]
pub(crate) enum Name {
    Given(Word),
    Generated(String),
}

impl Name {
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Given(word) => word.text(),
            Self::Generated(name) => name.clone(),
        }
    }
}

/// What a layer is.
#[derive(Debug)]
pub(crate) enum Kind {
    Dense(Dense),
    Conv2d(Box<Conv2d>),
    MaxPooling2d(MaxPooling2d),
    GlobalAveragePooling2d,
    /// `Activation<Relu>`, or `Relu` alone.
    Activation(Activation),
    Dropout {
        rate: f64,
    },
    Flatten,
    Reshape {
        shape: Vec<Size>,
    },
    /// A mistake is reported already.
    Unknown,
}

#[derive(Debug)]
pub(crate) struct Dense {
    pub(crate) units: Size,
    pub(crate) activation: Activation,
    pub(crate) use_bias: bool,
    pub(crate) kernel_initializer: Initializer,
    pub(crate) bias_initializer: Initializer,
}

#[derive(Debug)]
pub(crate) struct Conv2d {
    pub(crate) filters: Size,
    pub(crate) kernel_size: Pair,
    pub(crate) strides: Pair,
    pub(crate) padding: rules::Padding,
    pub(crate) activation: Activation,
    pub(crate) use_bias: bool,
    pub(crate) kernel_initializer: Initializer,
    pub(crate) bias_initializer: Initializer,
}

#[derive(Debug)]
pub(crate) struct MaxPooling2d {
    pub(crate) pool_size: Pair,
    pub(crate) strides: Pair,
    pub(crate) padding: rules::Padding,
}

/// Height and width.
pub(crate) type Pair = (Size, Size);

/// A number that the compiler must know.
#[derive(Clone, Debug)]
pub(crate) struct Size {
    pub(crate) kind: SizeKind,
    /// The argument's name.
    pub(crate) argument: &'static str,
    pub(crate) place: Place,
    pub(crate) text: String,
}

#[derive(Clone, Debug)]
pub(crate) enum SizeKind {
    /// A literal with its value.
    Literal(usize),
    /// A const expression: a path, or a block.
    Constant(TokenStream),
    /// A `typenum` type.
    Type(TokenStream),
}

impl Size {
    pub(crate) fn literal(&self) -> Option<usize> {
        match self.kind {
            SizeKind::Literal(value) => Some(value),
            SizeKind::Constant(_) | SizeKind::Type(_) => None,
        }
    }
}

/// A function after a layer.
#[derive(Clone, Debug)]
pub(crate) struct Activation {
    pub(crate) name: &'static str,
    /// The user's word for it, if there is one.
    pub(crate) word: Option<Word>,
    /// The slope of `LeakyRelu`, the alpha of `Elu`.
    pub(crate) parameter: Option<f64>,
    /// Whether a mistake, which is reported already, leaves open which one is meant.
    pub(crate) is_unknown: bool,
}

impl Activation {
    pub(crate) fn linear() -> Self {
        Self {
            name: "Linear",
            word: None,
            parameter: None,
            is_unknown: false,
        }
    }

    /// What stands in for an activation that nobody can make out.
    pub(crate) fn unknown() -> Self {
        Self {
            is_unknown: true,
            ..Self::linear()
        }
    }

    pub(crate) fn is_softmax(&self) -> bool {
        self.name == "Softmax"
    }
}

/// How parameters are drawn.
#[derive(Clone, Debug)]
pub(crate) struct Initializer {
    pub(crate) name: &'static str,
    /// The user's word for it, if there is one.
    pub(crate) word: Option<Word>,
    pub(crate) parameters: Vec<f64>,
}

impl Initializer {
    pub(crate) fn default(name: &'static str) -> Self {
        Self {
            name,
            word: None,
            parameters: Vec::new(),
        }
    }
}

impl Layer {
    pub(crate) fn place(&self) -> rules::Place<'_> {
        rules::Place {
            position: self.position,
            source: &self.text,
        }
    }

    /// The sizes among the arguments, in the order in which the rules count them.
    pub(crate) fn sizes(&self) -> Vec<&Size> {
        match &self.kind {
            Kind::Dense(dense) => vec![&dense.units],
            Kind::Conv2d(conv) => {
                let (kernel, strides) = (&conv.kernel_size, &conv.strides);
                vec![&conv.filters, &kernel.0, &kernel.1, &strides.0, &strides.1]
            }
            Kind::MaxPooling2d(pooling) => {
                let (window, strides) = (&pooling.pool_size, &pooling.strides);
                vec![&window.0, &window.1, &strides.0, &strides.1]
            }
            Kind::Reshape { shape } => shape.iter().collect(),
            Kind::GlobalAveragePooling2d
            | Kind::Activation(_)
            | Kind::Dropout { .. }
            | Kind::Flatten
            | Kind::Unknown => Vec::new(),
        }
    }

    /// The tokens that a misfit blames.
    pub(crate) fn blame(&self, misfit: rules::Misfit) -> Place {
        let argument = match (&self.kind, misfit.argument()) {
            (Kind::Dense(dense), rules::Argument::Activation) => dense.activation.word.as_ref(),
            (Kind::Conv2d(conv), rules::Argument::Activation) => conv.activation.word.as_ref(),
            (Kind::Activation(activation), rules::Argument::Activation) => activation.word.as_ref(),
            _ => None,
        };
        argument.unwrap_or(&self.word).place
    }

    /// What the rules must know of the layer. `None` while a size is not a literal.
    pub(crate) fn rule(&self) -> Option<rules::Layer> {
        Some(match &self.kind {
            Kind::Dense(dense) => rules::Layer::Dense {
                units: dense.units.literal()?,
                use_bias: dense.use_bias,
                softmax: dense.activation.is_softmax(),
            },
            Kind::Conv2d(conv) => rules::Layer::Conv2d {
                filters: conv.filters.literal()?,
                kernel_size: literals(&conv.kernel_size)?,
                strides: literals(&conv.strides)?,
                padding: conv.padding,
                use_bias: conv.use_bias,
                softmax: conv.activation.is_softmax(),
            },
            Kind::MaxPooling2d(pooling) => rules::Layer::MaxPooling2d {
                pool_size: literals(&pooling.pool_size)?,
                strides: literals(&pooling.strides)?,
                padding: pooling.padding,
            },
            Kind::GlobalAveragePooling2d => rules::Layer::GlobalAveragePooling2d,
            Kind::Activation(activation) => rules::Layer::Activation {
                softmax: activation.is_softmax(),
            },
            Kind::Dropout { .. } => rules::Layer::Dropout,
            Kind::Flatten => rules::Layer::Flatten,
            Kind::Reshape { shape } => rules::Layer::Reshape(literal_shape(shape)?),
            Kind::Unknown => rules::Layer::Unknown,
        })
    }
}

/// The shape of these sizes, if all of them are literals.
pub(crate) fn literal_shape(sizes: &[Size]) -> Option<rules::Shape> {
    let sizes: Option<Vec<usize>> = sizes.iter().map(Size::literal).collect();
    rules::Shape::from_sizes(&sizes?)
}

fn literals((first, second): &Pair) -> Option<(usize, usize)> {
    Some((first.literal()?, second.literal()?))
}
