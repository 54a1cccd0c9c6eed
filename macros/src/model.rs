//! A model that makes sense argument by argument: what `lower` gives, and what `check` and `expand` work on.
//!
//! A model is a graph: inputs, layers, and calls of layers. A sequence is the graph that is a path: each layer is called
//! once, with what the one before gives. Values are counted: the inputs first, then what each call gives.

use layerproof_rules as rules;
use proc_macro2::TokenStream;

use crate::layers::Entry;
use crate::syntax::{Form, Weights, Word};
use crate::values::{Activation, Argument, Size, Values};

/// A model.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) form: Form,
    /// Whether layers are called, as in `functional!`.
    pub(crate) is_function: bool,
    /// At least one.
    pub(crate) inputs: Vec<Input>,
    /// Each layer once, however often it is called: the fields of the struct.
    pub(crate) layers: Vec<Layer>,
    pub(crate) calls: Vec<Call>,
    /// At least one, unless there is a mistake.
    pub(crate) outputs: Vec<Output>,
    /// Where the crate is found, if not at `::layerproof`.
    pub(crate) krate: Option<TokenStream>,
    pub(crate) weights: Option<Weights>,
}

/// The number of a value.
pub(crate) type Value = usize;

/// One call of a layer.
#[derive(Debug)]
pub(crate) struct Call {
    /// Its place among [`Model::layers`].
    pub(crate) layer: usize,
    pub(crate) inputs: Vec<Value>,
    /// What is blamed: the layer's word, or the name by which it is called.
    pub(crate) word: Word,
    /// What messages call the layer: as the user wrote it, or the name by which it is called.
    pub(crate) text: String,
    /// What messages call the value that comes out.
    pub(crate) value: String,
    /// The first call of this layer.
    pub(crate) first: usize,
}

/// One output of a model.
#[derive(Debug)]
pub(crate) struct Output {
    /// Its name; a sequence's only output has none.
    pub(crate) name: Option<Word>,
    pub(crate) value: Value,
}

impl Model {
    /// The first size that only the compiler knows, and whose it is.
    pub(crate) fn constant(&self) -> Option<(String, &Size)> {
        let of_inputs = self.inputs.iter().flat_map(|input| {
            let sizes = input.sizes.iter().flatten();
            sizes.map(|size| (0, &input.text, size))
        });
        let of_layers = self.layers.iter().flat_map(|layer| {
            let sizes = layer.sizes().into_iter();
            sizes.map(|size| (layer.position, &layer.text, size))
        });
        let (position, source, size) = of_inputs
            .chain(of_layers)
            .find(|(_, _, size)| size.literal().is_none())?;
        let place = rules::Place { position, source };
        Some((rules::Message::new().place(place).to_string(), size))
    }

    /// The call that gives a value, with its number; `None` for an input.
    pub(crate) fn call(&self, value: Value) -> Option<(usize, &Call)> {
        let number = value.checked_sub(self.inputs.len())?;
        Some((number, self.calls.get(number)?))
    }

    /// Each call with its number, its layer, and the value that it gives.
    pub(crate) fn calls(&self) -> impl DoubleEndedIterator<Item = (usize, &Call, &Layer, Value)> {
        self.calls.iter().enumerate().filter_map(|(number, call)| {
            let layer = self.layers.get(call.layer)?;
            Some((number, call, layer, self.inputs.len() + number))
        })
    }

    /// The first call of a layer, and the value that it gives.
    pub(crate) fn first_call(&self, layer: usize) -> Option<(&Call, Value)> {
        let number = self.layers.get(layer)?.first_call?;
        Some((self.calls.get(number)?, self.inputs.len() + number))
    }

    /// How messages speak of the layer of a call.
    pub(crate) fn here<'a>(&'a self, call: &'a Call) -> rules::Place<'a> {
        let position = self.layers.get(call.layer).map_or(0, |layer| layer.position);
        rules::Place {
            position,
            source: &call.text,
        }
    }

    /// How messages speak of a value.
    pub(crate) fn place(&self, value: Value) -> rules::Place<'_> {
        match (self.call(value), self.inputs.get(value)) {
            (Some((_, call)), _) => rules::Place {
                source: &call.value,
                ..self.here(call)
            },
            (None, Some(input)) => rules::Place {
                position: 0,
                source: &input.value,
            },
            (None, None) => rules::Place {
                position: 0,
                source: "Input",
            },
        }
    }

    /// Whether this is the item form.
    pub(crate) fn is_item(&self) -> bool {
        matches!(self.form, Form::Item { .. })
    }

    /// The number type: that of the first input.
    pub(crate) fn scalar(&self) -> Scalar {
        self.inputs.first().map_or_else(Scalar::default, |input| input.scalar)
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
    /// Whether it is whole numbers, which an embedding looks up.
    pub(crate) is_indices: bool,
    pub(crate) text: String,
    /// What messages call it: its text in a sequence, its name in a function.
    pub(crate) value: String,
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
    /// Counted from 1; a layer that is called has none, [`rules::Place::UNNUMBERED`].
    pub(crate) position: usize,
    /// As the user wrote it.
    pub(crate) text: String,
    /// The number of its first call, if it has one.
    pub(crate) first_call: Option<usize>,
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
    Known(&'static Entry, Values),
    /// A mistake is reported already.
    Unknown,
}

impl Layer {
    pub(crate) fn entry(&self) -> Option<&'static Entry> {
        match &self.kind {
            Kind::Known(entry, _) => Some(entry),
            Kind::Unknown => None,
        }
    }

    pub(crate) fn values(&self) -> Option<&Values> {
        match &self.kind {
            Kind::Known(_, values) => Some(values),
            Kind::Unknown => None,
        }
    }

    pub(crate) fn activation(&self) -> Option<&Activation> {
        self.values()?.activation()
    }

    /// The type that names the layer: `Encoder` of `Model<Encoder>`.
    pub(crate) fn type_path(&self) -> Option<&TokenStream> {
        let values = self.values()?;
        match values.get("model").or_else(|| values.get("layer"))? {
            Argument::Path(path) => Some(path),
            _ => None,
        }
    }

    /// The sizes among the arguments, in the order in which the rules count them.
    pub(crate) fn sizes(&self) -> Vec<&Size> {
        self.values().map(Values::sizes).unwrap_or_default()
    }

    /// The word of the activation, where a misfit blames it.
    pub(crate) fn blamed_activation(&self, misfit: rules::Misfit) -> Option<&Word> {
        match misfit.argument() {
            rules::Argument::Activation => self.activation()?.word.as_ref(),
            _ => None,
        }
    }

    /// What the rules must know of the layer. `None` while a size is not a literal.
    pub(crate) fn rule(&self) -> Option<rules::Layer> {
        match &self.kind {
            Kind::Known(entry, values) => (entry.rule)(values),
            Kind::Unknown => Some(rules::Layer::Unknown),
        }
    }
}
