//! The arguments of a layer after they were read.

use layerproof_rules as rules;
use proc_macro2::TokenStream;

use crate::syntax::{Place, Word};

/// The arguments of a layer, by name, in the order of its table entry.
#[derive(Clone, Debug, Default)]
pub(crate) struct Values(Vec<(&'static str, Argument)>);

/// What an argument is.
#[derive(Clone, Debug)]
pub(crate) enum Argument {
    Size(Size),
    Pair(Pair),
    Shape(Vec<Size>),
    Padding(rules::Padding),
    Flag(bool),
    /// A number that follows from others.
    Count(usize),
    Activation(Activation),
    Initializer(Initializer),
    Restraint(Restraint),
    /// Written as a number.
    Number(f64),
    Axis(isize),
    Axes(isize, isize),
    /// Axes in Keras's count; 0 for none.
    AxisList([isize; 3]),
    /// Axes counted from 1; 0 for none.
    Dims([usize; 3]),
    /// One of some words.
    Word(&'static str),
    /// The path of a type.
    Path(TokenStream),
    /// A layer inside of this one.
    Layer(Box<Inner>),
}

/// A layer that is an argument of another one.
#[derive(Clone, Debug)]
pub(crate) struct Inner {
    pub(crate) values: Values,
    /// The user's word for it.
    pub(crate) word: Word,
    /// As the user wrote it.
    pub(crate) text: String,
}

impl Values {
    pub(crate) fn with(mut self, name: &'static str, argument: Argument) -> Self {
        self.0.push((name, argument));
        self
    }

    /// These values, and behind them others.
    pub(crate) fn and(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Argument> {
        let found = self.0.iter().find(|(known, _)| *known == name);
        found.map(|(_, argument)| argument)
    }

    /// The same arguments, of which one has another value or another name.
    pub(crate) fn with_other(mut self, name: &'static str, other: (&'static str, Argument)) -> Self {
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some(found) => *found = other,
            None => self.0.push(other),
        }
        self
    }

    /// The same arguments, of which one has another name.
    pub(crate) fn renamed(mut self, name: &str, new: &'static str) -> Self {
        if let Some((known, _)) = self.0.iter_mut().find(|(known, _)| *known == name) {
            *known = new;
        }
        self
    }

    /// The layer inside of this one.
    pub(crate) fn inner(&self) -> Option<&Inner> {
        match self.get("layer")? {
            Argument::Layer(inner) => Some(inner),
            _ => None,
        }
    }

    pub(crate) fn size(&self, name: &str) -> Option<&Size> {
        match self.get(name)? {
            Argument::Size(size) => Some(size),
            _ => None,
        }
    }

    pub(crate) fn pair(&self, name: &str) -> Option<&Pair> {
        match self.get(name)? {
            Argument::Pair(pair) => Some(pair),
            _ => None,
        }
    }

    pub(crate) fn shape(&self, name: &str) -> Option<&[Size]> {
        match self.get(name)? {
            Argument::Shape(sizes) => Some(sizes),
            _ => None,
        }
    }

    pub(crate) fn literal(&self, name: &str) -> Option<usize> {
        self.size(name)?.literal()
    }

    pub(crate) fn literal_pair(&self, name: &str) -> Option<(usize, usize)> {
        let (first, second) = self.pair(name)?;
        Some((first.literal()?, second.literal()?))
    }

    pub(crate) fn literal_shape(&self, name: &str) -> Option<rules::Shape> {
        literal_shape(self.shape(name)?)
    }

    pub(crate) fn padding(&self) -> rules::Padding {
        match self.get("padding") {
            Some(Argument::Padding(padding)) => *padding,
            _ => rules::Padding::Valid,
        }
    }

    pub(crate) fn flag(&self, name: &str) -> bool {
        matches!(self.get(name), Some(Argument::Flag(true)))
    }

    pub(crate) fn count(&self, name: &str) -> usize {
        match self.get(name) {
            Some(Argument::Count(count)) => *count,
            _ => 0,
        }
    }

    pub(crate) fn number(&self, name: &str) -> f64 {
        match self.get(name) {
            Some(Argument::Number(number)) => *number,
            _ => 0.0,
        }
    }

    pub(crate) fn axis(&self, name: &str) -> isize {
        match self.get(name) {
            Some(Argument::Axis(axis)) => *axis,
            _ => -1,
        }
    }

    pub(crate) fn axes(&self, name: &str) -> (isize, isize) {
        match self.get(name) {
            Some(Argument::Axes(first, second)) => (*first, *second),
            _ => (-1, -1),
        }
    }

    pub(crate) fn axis_list(&self, name: &str) -> [isize; 3] {
        match self.get(name) {
            Some(Argument::AxisList(axes)) => *axes,
            _ => [-1, 0, 0],
        }
    }

    pub(crate) fn dims(&self, name: &str) -> [usize; 3] {
        match self.get(name) {
            Some(Argument::Dims(dims)) => *dims,
            _ => [0; 3],
        }
    }

    pub(crate) fn word(&self, name: &str) -> Option<&'static str> {
        match self.get(name)? {
            Argument::Word(word) => Some(word),
            _ => None,
        }
    }

    pub(crate) fn activation(&self) -> Option<&Activation> {
        match self.get("activation")? {
            Argument::Activation(activation) => Some(activation),
            _ => None,
        }
    }

    pub(crate) fn initializer(&self, name: &str) -> Option<&Initializer> {
        match self.get(name)? {
            Argument::Initializer(initializer) => Some(initializer),
            _ => None,
        }
    }

    pub(crate) fn restraint(&self, name: &str) -> Option<&Restraint> {
        match self.get(name)? {
            Argument::Restraint(restraint) => Some(restraint),
            _ => None,
        }
    }

    pub(crate) fn is_softmax(&self) -> bool {
        self.activation().is_some_and(Activation::is_softmax)
    }

    /// The sizes among the arguments, in order, which is that in which the rules count them.
    pub(crate) fn sizes(&self) -> Vec<&Size> {
        let mut sizes = Vec::new();
        for (_, argument) in &self.0 {
            match argument {
                Argument::Size(size) => sizes.push(size),
                Argument::Pair((first, second)) => sizes.extend([first, second]),
                Argument::Shape(all) => sizes.extend(all),
                Argument::Layer(inner) => sizes.extend(inner.values.sizes()),
                _ => {}
            }
        }
        sizes
    }
}

/// Height and width.
pub(crate) type Pair = (Size, Size);

/// A number that the compiler must know.
#[derive(Clone, Debug)]
pub(crate) struct Size {
    pub(crate) kind: SizeKind,
    /// The argument's name.
    pub(crate) argument: &'static str,
    /// The least that it may be: 1, or 0.
    pub(crate) least: usize,
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
    /// The arguments of its type behind the first; none where all are the default.
    pub(crate) settings: Vec<Setting>,
    /// Whether a mistake, which is reported already, leaves open which one is meant.
    pub(crate) is_unknown: bool,
}

impl Activation {
    pub(crate) fn linear() -> Self {
        Self {
            name: "Linear",
            word: None,
            settings: Vec::new(),
            is_unknown: false,
        }
    }

    /// What stands in for an activation that a mistake leaves open.
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

/// An argument of an activation's type.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Setting {
    Number(f64),
    Flag(bool),
    Size(usize),
}

/// A regulariser or a constraint of a parameter.
#[derive(Clone, Debug)]
pub(crate) struct Restraint {
    pub(crate) name: &'static str,
    /// The user's word for it.
    pub(crate) word: Word,
    /// The arguments of its type.
    pub(crate) settings: Vec<Setting>,
}

/// How parameters are drawn.
#[derive(Clone, Debug)]
pub(crate) struct Initializer {
    pub(crate) name: &'static str,
    /// The user's word for it, if there is one.
    pub(crate) word: Option<Word>,
    /// The arguments of its type; none where all are the default.
    pub(crate) parameters: Vec<Setting>,
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

/// The shape of these sizes, if all of them are literals.
pub(crate) fn literal_shape(sizes: &[Size]) -> Option<rules::Shape> {
    let sizes: Option<Vec<usize>> = sizes.iter().map(Size::literal).collect();
    rules::Shape::from_sizes(&sizes?)
}
