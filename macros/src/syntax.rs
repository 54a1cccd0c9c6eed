//! A model as it is written: what `parse` gives, before anybody asks whether it makes sense.

use proc_macro2::{Ident, Span, TokenStream};

/// Where something stands: its first and last token, and its turn in the source.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) start: Span,
    pub(crate) end: Span,
    pub(crate) order: u32,
}

impl Place {
    /// From here to there.
    pub(crate) fn to(self, end: Self) -> Self {
        Self { end: end.end, ..self }
    }
}

/// An identifier and its place.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    pub(crate) ident: Ident,
    pub(crate) place: Place,
}

impl Word {
    pub(crate) fn text(&self) -> String {
        self.ident.to_string()
    }
}

/// A whole call of `sequential!` or `functional!`.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) form: Form,
    pub(crate) body: Body,
    /// Where something about the model as a whole is reported.
    pub(crate) place: Place,
    /// `crate = path`.
    pub(crate) krate: Option<TokenStream>,
    /// `weights = "file"`, with the options that belong to it.
    pub(crate) weights: Option<Weights>,
}

/// `weights = "file", layout = Keras, convert = true`
#[derive(Clone, Debug)]
pub(crate) struct Weights {
    /// As the user wrote it, relative to the folder of `Cargo.toml`.
    pub(crate) path: String,
    pub(crate) place: Place,
    pub(crate) layout: Option<Layout>,
    /// Whether numbers of another type are welcome.
    pub(crate) convert: bool,
}

impl Weights {
    /// What stands in for weights that are an error already: they are never read.
    pub(crate) fn unreadable(place: Place) -> Self {
        Self {
            path: String::new(),
            place,
            layout: None,
            convert: false,
        }
    }
}

/// In which order a file has the axes of kernels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// (in, out); (height, width, in, out).
    Keras,
    /// (out, in); (out, in, height, width), and images flattened with the channels first.
    PyTorch,
}

impl Layout {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Keras => "Keras",
            Self::PyTorch => "PyTorch",
        }
    }
}

/// Where the macro stands.
#[derive(Debug)]
pub(crate) enum Form {
    /// `pub struct Name { … }`, or `pub fn Name(…) -> … { … }` of a graph, which becomes a struct too.
    Item {
        attributes: TokenStream,
        visibility: TokenStream,
        name: Word,
    },
    /// A type.
    Anonymous,
}

/// The layers of a model, and how they are connected.
#[derive(Debug)]
pub(crate) enum Body {
    /// Layers one after another: an input, and what follows it.
    Sequential(Vec<Layer>),
    /// A function of the inputs.
    Function(Function),
}

/// `fn Match(user: Input<16>, item: Input<16>) -> (score, rating) { let …; }`
#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) inputs: Vec<Parameter>,
    pub(crate) statements: Vec<Let>,
    /// The names of the values that the model gives.
    pub(crate) outputs: Vec<Word>,
    /// All of what stands after `->`.
    pub(crate) outputs_place: Place,
}

/// `user: Input<16>`
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: Word,
    /// The input. It has the position 0.
    pub(crate) layer: Layer,
}

/// `let both = Concatenate(tower(user), tower(item));`
#[derive(Debug)]
pub(crate) struct Let {
    pub(crate) name: Word,
    /// Its doc comments.
    pub(crate) docs: TokenStream,
    pub(crate) value: Expr,
    /// All of the statement: mistakes blame something smaller.
    #[cfg_attr(not(test), expect(dead_code, reason = "read by tests alone"))]
    pub(crate) place: Place,
}

/// What a `let` gives a name to, or what a layer is called with.
#[derive(Debug)]
pub(crate) enum Expr {
    /// The name of a value; after `let` it may be the name of a layer too.
    Name(Word),
    /// `Dense<32, Relu>`: a layer that is called elsewhere, once or several times.
    Layer(Box<Layer>),
    /// `Dense<1>(both)`
    Call(Call),
    /// A mistake that is reported already.
    Broken(#[allow(dead_code, reason = "where it stands, in a debugger")] Place),
}

/// A layer applied to values: `tower(user)`, `Dense<1>(both)`, `Concatenate(a, b, axis = 1)`.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) callee: Callee,
    /// The values in parentheses. A named argument that stands there, such as `axis`, is an argument of the layer.
    pub(crate) values: Vec<Expr>,
    pub(crate) place: Place,
    /// As the user wrote it.
    pub(crate) text: String,
}

/// What is called.
#[derive(Debug)]
pub(crate) enum Callee {
    /// The name that a `let` gave to a layer.
    Name(Word),
    /// A layer that is called where it is written.
    Layer(Box<Layer>),
}

/// `name: Kind<arguments>`
#[derive(Clone, Debug)]
pub(crate) struct Layer {
    /// Its doc comments.
    pub(crate) docs: TokenStream,
    pub(crate) name: Option<Word>,
    pub(crate) kind: Word,
    pub(crate) arguments: Vec<Argument>,
    /// Counted from 1, inputs not counted: an input has 0.
    pub(crate) position: usize,
    /// As the user wrote it.
    pub(crate) text: String,
    /// A mistake is reported already that leaves its arguments incomplete.
    pub(crate) broken: bool,
    /// It is said already how the layer is written here.
    pub(crate) respelled: bool,
}

impl Layer {
    pub(crate) fn is_input(&self) -> bool {
        self.position == 0
    }

    /// What stands before a sentence about this layer: its position, unless it is called.
    pub(crate) fn prefix(&self) -> String {
        match self.position {
            layerproof_rules::Place::UNNUMBERED => String::new(),
            position => format!("layer {position}: "),
        }
    }

    /// How a message begins that is about this layer.
    pub(crate) fn subject(&self) -> String {
        let place = layerproof_rules::Place {
            position: self.position,
            source: &self.text,
        };
        layerproof_rules::Message::new().place(place).to_string()
    }
}

/// `value` or `name = value`
#[derive(Clone, Debug)]
pub(crate) struct Argument {
    pub(crate) name: Option<Word>,
    pub(crate) value: Value,
}

/// What stands where an argument is expected.
#[derive(Clone, Debug)]
pub(crate) struct Value {
    pub(crate) kind: ValueKind,
    pub(crate) place: Place,
    /// As the user wrote it.
    pub(crate) text: String,
    /// The user's own tokens.
    pub(crate) tokens: TokenStream,
}

/// What kind of value it is.
#[derive(Clone, Debug)]
pub(crate) enum ValueKind {
    /// An integer literal; `None` for one that no `usize` holds.
    Integer(Option<usize>),
    /// A negative integer, or a float.
    Float(f64),
    /// A string, without its quotes.
    Text(String),
    /// `true` or `false`.
    Flag(bool),
    /// A name, `a::path`, or a name with its own arguments.
    Path(Path),
    /// `{ a const expression }`
    Block,
    /// A type in angle brackets: `<A as B>::C`.
    Type,
    /// `(2, 2)`
    Tuple(Vec<Value>),
    /// A mistake that is reported already.
    Broken,
}

/// The last segment of a path, and its arguments.
#[derive(Clone, Debug)]
pub(crate) struct Path {
    pub(crate) last: Word,
    /// Whether there are segments before it.
    pub(crate) qualified: bool,
    pub(crate) arguments: Option<Vec<Argument>>,
}
