//! A statement of a graph: `let both = Concatenate(tower(user), tower(item));`

use proc_macro2::{TokenStream, TokenTree};

use super::render::{is_broken, render};
use super::{Graph, skip};
use crate::errors::Errors;
use crate::parse::cursor::Cursor;
use crate::parse::item::other_name;
use crate::parse::text::text;
use crate::parse::{layer, options};
use crate::syntax::{Expr, Let, Place, Weights, Word};
use crate::words;

/// No statement of a graph begins with these.
const OTHERS: [&str; 17] = [
    "if", "for", "while", "loop", "match", "fn", "struct", "const", "static", "use", "def", "class", "with", "import",
    "from", "print", "pub",
];

impl Graph {
    /// All statements up to the end. Gives the weights that stand among them, which is an error already.
    pub(super) fn statements(
        &mut self,
        cursor: &mut Cursor<'_>,
        outputs: Option<&[Word]>,
        errors: &mut Errors,
    ) -> Option<Weights> {
        let mut weights = None;
        while !cursor.at_end() {
            let mark = cursor.mark();
            if options::starts(cursor) {
                layer::misplaced_option(cursor, false, &mut weights, errors);
                while cursor.eat_punct(',').is_some() || cursor.eat_punct(';').is_some() {}
                continue;
            }
            self.statement(cursor, outputs, errors);
            cursor.move_on_from(mark);
        }
        weights
    }

    fn statement(&mut self, cursor: &mut Cursor<'_>, outputs: Option<&[Word]>, errors: &mut Errors) {
        let docs = layer::docs(cursor, "a `let`", errors);
        if cursor.eat_punct(';').is_some() || cursor.at_end() {
            return;
        }
        let start = cursor.here();
        if cursor.eat_keyword("let").is_some() {
            match self.binding(cursor, start, errors) {
                Some((name, value)) => self.bind(name, docs, value, start, cursor),
                None => self.has_unread = true,
            }
            return;
        }
        if cursor.eat_keyword("return").is_some() {
            self.end_with_names(cursor, start, "a graph has no `return`", outputs, errors);
            skip(cursor);
            return;
        }
        // `var y = …`, `auto y = …`
        if cursor.is_ident(0) && cursor.is_ident(1) && cursor.is_punct(2, '=') {
            cursor.take();
            let name = cursor.peek().map(|name| name.to_string()).unwrap_or_default();
            errors.help(start, "a value is named with `let`", format!("write `let {name} = …;`"));
            if let Some((name, value)) = self.binding(cursor, start, errors) {
                self.bind(name, docs, value, start, cursor);
            }
            return;
        }
        if let Some(TokenTree::Ident(word)) = cursor.peek()
            && OTHERS.iter().any(|other| word == other)
        {
            skip(cursor);
            let help = if word == "const" || word == "static" {
                "write it before the macro: its name can stand as a size here"
            } else {
                "write a `let` for each value; a `macro_rules!` around the model can repeat what is the same"
            };
            self.has_unread = true;
            errors.help(start, format!("a graph has no `{word}`"), help);
            return;
        }
        if cursor.is_named() {
            self.assignment(cursor, docs, start, errors);
        } else {
            self.bare(cursor, start, outputs, errors);
        }
    }

    pub(super) fn bind(&mut self, name: Word, docs: TokenStream, value: Expr, start: Place, cursor: &Cursor<'_>) {
        self.names.insert(name.text());
        let is_layer = match &value {
            Expr::Layer(_) => true,
            Expr::Name(other) => self.is_layer(other),
            Expr::Call(_) | Expr::Broken(_) => false,
        };
        if is_layer {
            self.layers.insert(name.text());
        } else {
            self.layers.remove(&name.text());
        }
        let end = cursor.end_of_last();
        self.statements.push(Let {
            place: Place { end, ..start },
            name,
            docs,
            value,
        });
    }

    /// What follows `let`: `both = Concatenate(a, b);`
    pub(super) fn binding(
        &mut self,
        cursor: &mut Cursor<'_>,
        keyword: Place,
        errors: &mut Errors,
    ) -> Option<(Word, Expr)> {
        if let Some(place) = cursor.eat_keyword("mut") {
            errors.help(
                place,
                "a value of a model never changes",
                "leave out `mut`: a name may be used again with another `let`",
            );
        }
        let name = self.name(cursor, keyword, errors)?;
        let is_read = Self::no_type(cursor, &name, errors);
        let sample = format!("let {} = Dense<8>({});", name.ident, self.sample());
        let equals = cursor.here();
        if !is_read && cursor.eat_punct('=').is_none() {
            if cursor.at_end() || cursor.is_punct(0, ';') || cursor.is_keyword(0, "let") {
                let sentence = format!("`{}` has no value", name.ident);
                errors.help(name.place, sentence, format!("write it as in `{sample}`"));
                cursor.eat_punct(';');
                return Some((name.clone(), Expr::Broken(name.place)));
            }
            let found = cursor.peek().map(|token| text(token.into())).unwrap_or_default();
            errors.help(
                Place {
                    end: equals.start,
                    ..equals
                },
                format!("a `=` is missing between `{}` and `{found}`", name.ident),
                format!("write it as in `{sample}`"),
            );
            while matches!(cursor.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() != ';') {
                cursor.take();
            }
        }
        if let Some(place) = cursor.eat_punct('>') {
            errors.help(equals.to(place), "a value stands after `=`", "write `=` here");
        }
        if cursor.at_end() || cursor.is_punct(0, ';') || cursor.is_keyword(0, "let") {
            errors.help(
                equals,
                format!("the value of `{}` is missing", name.ident),
                format!("write it as in `{sample}`"),
            );
            cursor.eat_punct(';');
            return Some((name, Expr::Broken(equals)));
        }
        if self.is_input(cursor) {
            self.misplaced_input(cursor, name, errors);
            return None;
        }
        let value = self.expression(cursor, errors);
        let is_ended = cursor.is_punct(0, ';');
        end(cursor, &value, errors);
        // A layer that breaks off may be meant to be called.
        if matches!(&value, Expr::Layer(layer) if layer.broken || !is_ended) {
            return Some((name, Expr::Broken(equals)));
        }
        Some((name, value))
    }

    fn name(&self, cursor: &mut Cursor<'_>, keyword: Place, errors: &mut Errors) -> Option<Word> {
        let at = cursor.here();
        let sample = self.sample();
        if cursor.at_end() || cursor.is_punct(0, ';') || cursor.is_punct(0, '=') {
            errors.help(
                keyword,
                "a name is missing after `let`",
                format!("write it as in `let y = Dense<8>({sample});`"),
            );
            skip(cursor);
            return None;
        }
        let is_pattern = !cursor.is_ident(0)
            || cursor.delimiter().is_some()
            || cursor.is_punct(1, '(')
            || matches!(cursor.peek_at(1), Some(TokenTree::Group(_)))
            || cursor.is_punct(1, ',');
        if is_pattern {
            let mark = cursor.mark();
            while !cursor.at_end() && !cursor.is_punct(0, '=') && !cursor.is_punct(0, ';') {
                cursor.take();
            }
            let (pattern, place) = (text(cursor.since(mark)), cursor.place_since(mark, at));
            errors.help(
                place,
                format!("a `let` names one value, found `{pattern}`"),
                "write a `let` for each value",
            );
            skip(cursor);
            return None;
        }
        let mut word = cursor.eat_ident()?;
        if words::is_keyword(&word.text()) && cursor.is_ident(0) {
            let sentence = format!("`{}` does not belong after `let`", word.ident);
            errors.help(at, sentence, "leave it out");
            word = cursor.eat_ident()?;
        }
        if words::is_keyword(&word.text()) {
            let other = other_name(&word.text(), "value");
            errors.help(
                at,
                format!("`{}` is a word of Rust and cannot name a value", word.ident),
                format!("use another name, such as `{other}`"),
            );
        }
        Some(word)
    }

    /// `: Type` after the name. Whether a layer stands there instead, and its `:` for a `=`.
    fn no_type(cursor: &mut Cursor<'_>, name: &Word, errors: &mut Errors) -> bool {
        if !cursor.is_punct(0, ':') {
            return false;
        }
        let (mark, start) = (cursor.mark(), cursor.here());
        cursor.take();
        let is_layer = cursor.peek().is_some_and(|kind| words::is_layer(&kind.to_string()));
        if is_layer || cursor.is_punct(0, '=') {
            cursor.eat_punct('=');
            errors.help(
                cursor.place_since(mark, start),
                format!("`let {}` is followed by `:`", name.ident),
                format!("write `let {} = …`", name.ident),
            );
            return true;
        }
        while !cursor.at_end() && !cursor.is_punct(0, '=') && !cursor.is_punct(0, ';') {
            cursor.take();
        }
        let place = cursor.place_since(mark, start);
        let help = "leave it out: each layer knows its shapes";
        errors.help(place, "a `let` of a graph has no type", help);
        false
    }
}

/// The `;` after a `let`.
fn end(cursor: &mut Cursor<'_>, value: &Expr, errors: &mut Errors) {
    if cursor.eat_punct(';').is_some() {
        return;
    }
    let at = cursor.here();
    if is_broken(value) {
        skip(cursor);
        return;
    }
    let written = render(value);
    if cursor.at_end() || starts_a_statement(cursor) {
        let end = cursor.end_of_last();
        let place = Place { start: end, end, ..at };
        errors.help(
            place,
            format!("a `;` is missing after `{written}`"),
            "write `;` after each `let`",
        );
        return;
    }
    if cursor.eat_punct(',').is_some() {
        errors.help(
            at,
            format!("a `,` stands after `{written}`"),
            "write `;` after each `let`",
        );
        return;
    }
    let found = cursor.peek().map(|token| text(token.into())).unwrap_or_default();
    errors.help(
        at,
        format!("`{found}` does not belong after `{written}`"),
        "write `;` after each `let`",
    );
    skip(cursor);
}

fn starts_a_statement(cursor: &Cursor<'_>) -> bool {
    cursor.is_keyword(0, "let") || cursor.is_keyword(0, "return") || cursor.is_ident(0) && cursor.is_punct(1, '=')
}
