//! Paths and numbers as tokens.

use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};

use crate::model::{Layer, Model, Scalar, Value};
use crate::syntax::{Form, Word};
use crate::values::{Size, SizeKind};

/// The module of the crate that is there for the expansion alone.
pub(super) const PRIVATE: &str = "__private";

/// How the expansion of one model speaks of the crate and of the model.
#[derive(Debug)]
pub(super) struct Names {
    /// `::layerproof`
    pub(super) krate: TokenStream,
    /// `f32`
    pub(super) scalar: Ident,
    /// The constant that holds the shapes between layers, where only the compiler knows them.
    pub(super) shapes: Ident,
    /// That constant itself, where it must stand in each place that names it: in a type there is no place for items.
    pub(super) chain: TokenStream,
    /// The value at which that chain begins: the rules count from it.
    start: Value,
    /// Whether this is the item form.
    pub(super) is_item: bool,
    /// The layers that are named by a type: which of the crate's questions is asked of which type.
    types: Vec<(Ident, TokenStream)>,
}

impl Names {
    pub(super) fn new(model: &Model) -> Self {
        let shapes = match &model.form {
            Form::Item { name, .. } => format_ident!("shapes_of_{}", name.ident, span = Span::call_site()),
            Form::Anonymous => Ident::new("SHAPES", Span::call_site()),
        };
        let scalar = match model.scalar() {
            Scalar::F32 => "f32",
            Scalar::F64 => "f64",
        };
        let krate = model.krate.clone().unwrap_or_else(|| quote!(::layerproof));
        let types = model.layers.iter().filter_map(question).collect();
        let scalar = Ident::new(scalar, Span::call_site());
        Self {
            krate,
            scalar,
            shapes,
            chain: TokenStream::new(),
            start: 0,
            is_item: model.is_item(),
            types,
        }
    }

    /// The same names for a place that needs its own chain.
    pub(super) fn with_chain(&self, chain: TokenStream, start: Value) -> Self {
        let Self {
            krate,
            scalar,
            shapes,
            is_item,
            types,
            ..
        } = self;
        Self {
            krate: krate.clone(),
            scalar: scalar.clone(),
            shapes: shapes.clone(),
            chain,
            start,
            is_item: *is_item,
            types: types.clone(),
        }
    }

    /// Whether the type that names this layer is of the right kind: a constant, as an expression.
    pub(super) fn is_of_kind(&self, layer: &Layer) -> Option<TokenStream> {
        let (kind, path) = question(layer)?;
        if !self.is_item {
            return Some(self.ask(&quote!(YES), &[(kind, path)], false));
        }
        let path = path.to_string();
        let index = (self.types.iter()).position(|(other, named)| *other == kind && named.to_string() == path)?;
        let (constant, index) = (self.kinds_constant(), number(index, Span::call_site()));
        Some(quote!(#constant[#index]))
    }

    /// The constant that says so of each such layer of the item form.
    pub(super) fn kinds(&self) -> TokenStream {
        if self.types.is_empty() || !self.is_item {
            return TokenStream::new();
        }
        let (constant, count) = (self.kinds_constant(), number(self.types.len(), Span::call_site()));
        let answers = self.ask(&quote!(YES), &self.types, true);
        quote! {
            #[doc(hidden)]
            #[allow(non_upper_case_globals)]
            const #constant: [bool; #count] = #answers;
        }
    }

    fn kinds_constant(&self) -> Ident {
        let shapes = self.shapes.to_string();
        format_ident!(
            "{}",
            shapes.replacen("shapes_of_", "types_of_", 1),
            span = Span::call_site()
        )
    }

    /// Whether it is of the right kind, but has another number type than the model.
    pub(super) fn has_other_scalar(&self, layer: &Layer) -> Option<TokenStream> {
        Some(self.ask(&quote!(HAS_OTHER_SCALAR), &[question(layer)?], false))
    }

    fn ask(&self, what: &TokenStream, types: &[(Ident, TokenStream)], is_array: bool) -> TokenStream {
        let (private, scalar) = (self.private(), &self.scalar);
        let answers = types
            .iter()
            .map(|(kind, path)| quote!(<#private::#kind<#path, #scalar>>::#what));
        let answers = if is_array {
            quote!([#(#answers),*])
        } else {
            quote!(#(#answers)*)
        };
        quote!({
            #[allow(unused_imports)]
            use #private::Otherwise as _;
            #answers
        })
    }

    /// A size of the layer that gives a value, the one with this index, as an argument of a type.
    pub(super) fn layer_argument(&self, layer: &Layer, value: Value, index: usize, size: &Size) -> TokenStream {
        match (&size.kind, self.is_item) {
            // In a layer with any constant the rules may replace every size.
            (SizeKind::Literal(_), true) if layer.rule().is_some() => self.size_argument(size),
            (_, true) => self.derived("argument", &[value], &[index]),
            (_, false) => self.size_argument(size),
        }
    }

    /// One axis of a value, as an argument of a type.
    pub(super) fn derived_axis(&self, value: Value, axis: usize) -> TokenStream {
        self.derived("size", &[value], &[axis])
    }

    /// The size that a layer derives, which gives this value.
    pub(super) fn derived_size(&self, value: Value) -> TokenStream {
        self.derived("derived", &[value], &[])
    }

    /// The number of a value among those that the rules at hand know.
    pub(super) fn since_start(&self, value: Value) -> usize {
        value.saturating_sub(self.start)
    }

    /// What the rules say about values, as an argument of a type.
    pub(super) fn derived(&self, method: &str, values: &[Value], others: &[usize]) -> TokenStream {
        let values = values.iter().map(|value| self.since_start(*value));
        let arguments = values.chain(others.iter().copied());
        let arguments = arguments.map(|argument| number(argument, Span::call_site()));
        self.derived_by(method, &quote!(#(#arguments),*), &TokenStream::new())
    }

    /// The same with any arguments, after something else in the same place.
    pub(super) fn derived_by(&self, method: &str, arguments: &TokenStream, before: &TokenStream) -> TokenStream {
        let Self { shapes, chain, .. } = self;
        let method = Ident::new(method, Span::call_site());
        quote!({ #chain #before #shapes.#method(#arguments) })
    }

    /// `::layerproof::layers::Dense`, the last segment being the user's own word.
    pub(super) fn layer(&self, name: &str, word: &Word) -> TokenStream {
        let krate = &self.krate;
        let name = Ident::new(name, word.ident.span());
        quote!(#krate::layers::#name)
    }

    /// A path into one of the crate's modules. A word of the user's lends its span, so that hover and go-to-definition
    /// work on it.
    pub(super) fn path(&self, module: &str, name: &str, word: Option<&Word>) -> TokenStream {
        let krate = &self.krate;
        let module = Ident::new(module, Span::call_site());
        let name = Ident::new(name, word.map_or_else(Span::call_site, |word| word.ident.span()));
        quote!(#krate::#module::#name)
    }

    /// `::layerproof::__private`
    pub(super) fn private(&self) -> TokenStream {
        let krate = &self.krate;
        let private = Ident::new(PRIVATE, Span::call_site());
        quote!(#krate::#private)
    }

    /// `::layerproof::__private::rules`
    pub(super) fn rules(&self) -> TokenStream {
        let private = self.private();
        quote!(#private::rules)
    }

    /// A size as an expression.
    pub(super) fn size(&self, size: &Size) -> TokenStream {
        match &size.kind {
            SizeKind::Literal(value) => number(*value, size.place.start),
            SizeKind::Constant(tokens) => without_lint(tokens),
            SizeKind::Type(tokens) => {
                let krate = &self.krate;
                quote!(<#tokens as #krate::shape::Size>::SIZE)
            }
        }
    }

    /// A size as an argument of a type.
    pub(super) fn size_argument(&self, size: &Size) -> TokenStream {
        let tokens = self.size(size);
        match &size.kind {
            SizeKind::Literal(_) => tokens,
            SizeKind::Constant(_) if is_block(&tokens) => tokens,
            SizeKind::Constant(_) | SizeKind::Type(_) => quote!({ #tokens }),
        }
    }
}

/// What is asked of the type that names a layer.
fn question(layer: &Layer) -> Option<(Ident, TokenStream)> {
    let path = layer.type_path()?;
    let kind = match layer.entry()?.name {
        "Custom" => "IsCustom",
        _ => "IsModel",
    };
    Some((Ident::new(kind, Span::call_site()), path.clone()))
}

/// A number without a suffix.
pub(super) fn number(value: usize, span: Span) -> TokenStream {
    let mut literal = Literal::usize_unsuffixed(value);
    literal.set_span(span);
    literal.to_token_stream()
}

/// A float as an argument of a type: its bits.
pub(super) fn bits(value: f64) -> TokenStream {
    if value.is_infinite() {
        return quote!({ ::core::primitive::f64::INFINITY.to_bits() });
    }
    let literal = Literal::f64_suffixed(value.abs());
    if value.is_sign_negative() && value != 0.0 {
        quote!({ (-#literal).to_bits() })
    } else {
        quote!({ #literal.to_bits() })
    }
}

/// A block of the user's is one in its own place too, but rustc would call its braces needless there.
fn without_lint(tokens: &TokenStream) -> TokenStream {
    let Some(block) = block(tokens) else {
        return tokens.clone();
    };
    let mut same = Group::new(Delimiter::Brace, block.stream());
    same.set_span(Span::mixed_site().located_at(block.span()));
    same.into_token_stream()
}

fn is_block(tokens: &TokenStream) -> bool {
    block(tokens).is_some()
}

fn block(tokens: &TokenStream) -> Option<Group> {
    let mut tokens = tokens.clone().into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(TokenTree::Group(group)), None) if group.delimiter() != Delimiter::Parenthesis => Some(group),
        _ => None,
    }
}
