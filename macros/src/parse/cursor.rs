//! A way through tokens that never fails and always knows where it is, over syn's buffer.
//!
//! Whatever is Rust's own grammar is read by [`Cursor::parse`], with syn's parsers; the rest token by token, as every
//! mistake must leave a place to go on from.

use std::cell::Cell;

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use syn::buffer;
use syn::parse::discouraged::Speculative;
use syn::parse::{ParseBuffer, ParseStream, Parser};

use crate::syntax::{Place, Word};

/// Numbers places in the order of the source, in which errors are reported.
#[derive(Debug, Default)]
pub(super) struct Order {
    last: Cell<u32>,
    /// Where the first comment of another language is.
    comment: Cell<Option<Place>>,
}

impl Order {
    fn next(&self) -> u32 {
        let next = self.last.get().saturating_add(1);
        self.last.set(next);
        next
    }

    /// Where the first `# comment` is that was read over.
    pub(super) fn comment(&self) -> Option<Place> {
        self.comment.get()
    }
}

/// A position in a list of tokens.
pub(super) struct Cursor<'a> {
    input: ParseBuffer<'a>,
    /// Each `<` whose `>` is missing.
    unclosed: Vec<Mark<'a>>,
    /// The last token.
    last: Option<(TokenTree, Mark<'a>)>,
    /// Where the list ends, if before the end of the tokens.
    limit: Option<Mark<'a>>,
    end: Span,
    order: &'a Order,
    depth: u8,
}

/// A position to come back to with [`Cursor::since`].
pub(super) type Mark<'a> = buffer::Cursor<'a>;

/// Nothing sensible nests deeper than this, and the stack must hold.
const DEEPEST: u8 = 8;

/// Reads tokens with a cursor over them.
pub(super) fn read<R>(tokens: TokenStream, order: &Order, reader: impl FnOnce(Cursor<'_>) -> R) -> Option<R> {
    let mut result = None;
    let parser = |input: ParseStream<'_>| {
        result = Some(reader(Cursor::new(input.fork(), Span::call_site(), order)));
        Ok(())
    };
    // What syn says is not read: that tokens are left over, as it was a fork that took them.
    let _ = parser.parse2(tokens);
    result
}

impl<'a> Cursor<'a> {
    fn new(input: ParseBuffer<'a>, end: Span, order: &'a Order) -> Self {
        let mut cursor = Self {
            input,
            unclosed: Vec::new(),
            last: None,
            limit: None,
            end,
            order,
            depth: 0,
        };
        let mut at = cursor.mark();
        loop {
            if let Some((place, rest)) = comment(at) {
                let (start, end) = place;
                cursor.note_comment(start, end);
                at = rest;
                continue;
            }
            let Some((token, next)) = next(at) else { break };
            match &token {
                TokenTree::Punct(punct) if punct.as_char() == '<' => cursor.unclosed.push(at),
                TokenTree::Punct(punct) if punct.as_char() == '>' => {
                    // What stays are those that are never closed.
                    cursor.unclosed.pop();
                }
                _ => {}
            }
            cursor.last = Some((token, at));
            at = next;
        }
        cursor.settle();
        cursor
    }

    fn note_comment(&self, start: Span, end: Span) {
        if self.order.comment.get().is_none() {
            self.order.comment.set(Some(self.place(start, end)));
        }
    }

    /// Steps over comments, so that syn's parsers do not meet them.
    fn settle(&self) {
        // A step fails only where its closure does.
        let _ = self.input.step(|cursor| Ok(((), over_comments(*cursor))));
    }

    /// Notes that a list opens; says whether that is still bearable.
    pub(super) fn go_deeper(&mut self) -> bool {
        if self.depth >= DEEPEST {
            return false;
        }
        self.depth += 1;
        true
    }

    /// Notes that a list closes.
    pub(super) fn come_back(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    pub(super) fn skip_all(&mut self) {
        while self.take().is_some() {}
    }

    pub(super) fn at_end(&self) -> bool {
        self.ahead().next().is_none()
    }

    pub(super) fn peek(&self) -> Option<TokenTree> {
        self.ahead().next()
    }

    pub(super) fn peek_at(&self, ahead: usize) -> Option<TokenTree> {
        self.ahead().nth(ahead)
    }

    /// The tokens from here on.
    pub(super) fn ahead(&self) -> impl Iterator<Item = TokenTree> {
        let mut at = self.mark();
        std::iter::from_fn(move || {
            let (token, next) = next(at).filter(|_| self.limit != Some(at))?;
            at = next;
            Some(token)
        })
    }

    /// All that is left.
    pub(super) fn rest(&self) -> TokenStream {
        self.ahead().collect()
    }

    /// From the first to the last of these tokens, next in the order of the source.
    pub(super) fn place(&self, start: Span, end: Span) -> Place {
        let order = self.order.next();
        Place { start, end, order }
    }

    /// The place of the next token, or of the end.
    pub(super) fn here(&self) -> Place {
        let (start, end) = self.peek().map_or((self.end, self.end), |token| ends(&token));
        self.place(start, end)
    }

    /// Takes the next token.
    pub(super) fn take(&mut self) -> Option<(TokenTree, Place)> {
        let place = self.here();
        let token = self.peek()?;
        let taken = self.input.step(|cursor| {
            let (_, rest) = next(*cursor).ok_or_else(|| cursor.error("the end"))?;
            Ok(((), over_comments(rest)))
        });
        taken.ok()?;
        Some((token, place))
    }

    /// Takes what syn reads here; where that is an error, nothing is taken.
    pub(super) fn parse<T>(&mut self, parser: impl FnOnce(ParseStream<'_>) -> syn::Result<T>) -> Option<T> {
        let ahead = self.input.fork();
        let value = parser(&ahead).ok()?;
        self.input.advance_to(&ahead);
        self.settle();
        Some(value)
    }

    pub(super) fn is_punct(&self, ahead: usize, punct: char) -> bool {
        matches!(self.peek_at(ahead), Some(TokenTree::Punct(found)) if found.as_char() == punct)
    }

    /// Whether a name stands here with a `=` or `:` behind it.
    pub(super) fn is_named(&self) -> bool {
        let is_sign = self.is_punct(1, '=') || self.is_punct(1, ':') && !self.is_path_separator(1);
        is_sign && self.is_ident(0)
    }

    /// The last name of the path `a::b`, or of `a.b` as in Python, that stands here, and the two tokens after it.
    pub(super) fn path(&self) -> (Option<String>, Option<TokenTree>, Option<TokenTree>) {
        let (mut tokens, mut last) = (self.ahead(), None);
        loop {
            match tokens.next() {
                Some(TokenTree::Ident(word)) => last = Some(word.to_string()),
                Some(TokenTree::Punct(punct)) if matches!(punct.as_char(), '.' | ':') => {}
                next => return (last, next, tokens.next()),
            }
        }
    }

    /// Whether the next token is a `<` that is never closed.
    pub(super) fn is_unclosed(&self) -> bool {
        let here = self.mark();
        let place = self.unclosed.partition_point(|unclosed| *unclosed < here);
        self.unclosed.get(place) == Some(&here)
    }

    /// Whether a `<` before this place is never closed.
    pub(super) fn is_in_unclosed(&self) -> bool {
        self.unclosed.first().is_some_and(|first| *first < self.mark())
    }

    /// Whether `::` stands there.
    pub(super) fn is_path_separator(&self, ahead: usize) -> bool {
        self.is_punct(ahead, ':') && self.is_punct(ahead + 1, ':')
    }

    pub(super) fn is_ident(&self, ahead: usize) -> bool {
        matches!(self.peek_at(ahead), Some(TokenTree::Ident(_)))
    }

    pub(super) fn is_keyword(&self, ahead: usize, keyword: &str) -> bool {
        matches!(self.peek_at(ahead), Some(TokenTree::Ident(found)) if found == keyword)
    }

    pub(super) fn is_group(&self, ahead: usize, delimiter: Delimiter) -> bool {
        matches!(self.peek_at(ahead), Some(TokenTree::Group(group)) if group.delimiter() == delimiter)
    }

    /// The delimiter of the group that stands here. An expression that `macro_rules!` passes on is none.
    pub(super) fn delimiter(&self) -> Option<Delimiter> {
        match self.peek() {
            Some(TokenTree::Group(group)) => Some(group.delimiter()).filter(|found| *found != Delimiter::None),
            _ => None,
        }
    }

    /// Whether the keyword stands anywhere from here on, outside of groups.
    pub(super) fn contains_keyword(&self, keyword: &str) -> bool {
        self.ahead()
            .any(|token| matches!(token, TokenTree::Ident(ident) if ident == keyword))
    }

    pub(super) fn eat_punct(&mut self, punct: char) -> Option<Place> {
        if self.is_punct(0, punct) {
            self.take().map(|(_, place)| place)
        } else {
            None
        }
    }

    pub(super) fn eat_keyword(&mut self, keyword: &str) -> Option<Place> {
        if self.is_keyword(0, keyword) {
            self.take().map(|(_, place)| place)
        } else {
            None
        }
    }

    pub(super) fn eat_ident(&mut self) -> Option<Word> {
        let Some(TokenTree::Ident(ident)) = self.peek() else {
            return None;
        };
        let (_, place) = self.take()?;
        Some(Word { ident, place })
    }

    /// Takes a group; gives a cursor over what it holds.
    pub(super) fn eat_group(&mut self, delimiter: Delimiter) -> Option<(Cursor<'a>, Place)> {
        let Some(TokenTree::Group(group)) = self.peek() else {
            return None;
        };
        if group.delimiter() != delimiter {
            return None;
        }
        let place = self.here();
        let contents = contents(&self.input, delimiter).ok()?;
        self.settle();
        let inside = Cursor::new(contents, group.span_close(), self.order);
        let depth = self.depth;
        Some((Cursor { depth, ..inside }, place))
    }

    /// Takes a group of any delimiter.
    pub(super) fn eat_any_group(&mut self) -> Option<(Cursor<'a>, Place)> {
        self.eat_group(self.delimiter()?)
    }

    /// A mark for [`since`](Self::since).
    pub(super) fn mark(&self) -> Mark<'a> {
        self.input.cursor()
    }

    /// Takes a token if none was taken since the mark: no loop stands still.
    pub(super) fn move_on_from(&mut self, mark: Mark<'a>) {
        if self.mark() == mark {
            self.take();
        }
    }

    fn tokens_since(&self, mark: Mark<'a>) -> impl Iterator<Item = TokenTree> {
        let (mut at, here) = (mark, self.mark());
        std::iter::from_fn(move || {
            let (token, next) = next(at).filter(|_| at < here)?;
            at = over_comments(next);
            Some(token)
        })
    }

    /// The tokens taken since the mark.
    pub(super) fn since(&self, mark: Mark<'a>) -> TokenStream {
        self.tokens_since(mark).collect()
    }

    /// From `start` to the last token taken since the mark.
    pub(super) fn place_since(&self, mark: Mark<'a>, start: Place) -> Place {
        let last = self.tokens_since(mark).last();
        let end = last.map_or(start.end, |token| ends(&token).1);
        Place { end, ..start }
    }

    /// The token before this one.
    pub(super) fn end_of_last(&self) -> Span {
        self.mark().prev_span()
    }

    /// Drops the last token, if it is this punctuation: the end of an outer `< … >`.
    pub(super) fn drop_last(&mut self, punct: char) -> bool {
        match &self.last {
            Some((TokenTree::Punct(last), at)) if last.as_char() == punct => {
                self.limit = Some(*at);
                true
            }
            _ => false,
        }
    }

    /// Skips to the next comma outside of angle brackets, without taking it. Inside of an argument list a closing `>`
    /// ends the search too.
    pub(super) fn skip_to_comma(&mut self, inside_angles: bool) {
        let mut depth = 0_usize;
        while let Some(token) = self.peek() {
            if let TokenTree::Punct(punct) = token {
                match punct.as_char() {
                    ',' if depth == 0 => return,
                    ';' if depth == 0 && !inside_angles => return,
                    '<' => depth += 1,
                    '>' if depth == 0 && inside_angles => return,
                    '>' => depth = depth.saturating_sub(1),
                    _ => {}
                }
            }
            self.take();
        }
    }
}

/// The next token and what follows it.
///
/// What `macro_rules!` passes on as `$size:expr` or `$layer:ty` stands in invisible brackets. A name, a number or a
/// layer is as good without; an expression keeps them and is taken for a const expression.
fn next(at: Mark<'_>) -> Option<(TokenTree, Mark<'_>)> {
    let at = over_comments(at);
    let Some((inside, _, after)) = at.group(Delimiter::None) else {
        return at.token_tree();
    };
    if !is_plain(inside.token_stream()) {
        return at.token_tree();
    }
    // These three of syn's see through invisible brackets, and leave them by themselves.
    let ident = at.ident().map(|(ident, rest)| (ident.into(), rest));
    let punct = || at.punct().map(|(punct, rest)| (punct.into(), rest));
    let literal = || at.literal().map(|(literal, rest)| (literal.into(), rest));
    ident.or_else(punct).or_else(literal).or_else(|| next(after))
}

fn is_plain(tokens: TokenStream) -> bool {
    tokens.into_iter().enumerate().all(|(i, token)| match token {
        TokenTree::Punct(punct) => match punct.as_char() {
            '-' => i == 0,
            other => matches!(other, ':' | '<' | '>' | ',' | '='),
        },
        TokenTree::Group(group) => match group.delimiter() {
            Delimiter::None => is_plain(group.stream()),
            // `Dense<{ W }>`
            Delimiter::Brace => i > 0,
            _ => false,
        },
        TokenTree::Ident(_) | TokenTree::Literal(_) => true,
    })
}

/// The first and last token of a comment that begins here, and what follows: all of its line from a `#` of Python, which is one
/// that begins no attribute.
fn comment(at: Mark<'_>) -> Option<((Span, Span), Mark<'_>)> {
    let (hash, mut rest) = at.punct().filter(|(punct, _)| punct.as_char() == '#')?;
    let begins_an_attribute = match rest.token_tree() {
        Some((TokenTree::Group(group), _)) => group.delimiter() == Delimiter::Bracket,
        Some((TokenTree::Punct(punct), _)) => punct.as_char() == '!',
        _ => false,
    };
    if begins_an_attribute {
        return None;
    }
    let line = hash.span().start().line;
    let mut end = hash.span();
    while let Some((token, next)) = rest
        .token_tree()
        .filter(|(token, _)| ends(token).0.start().line == line)
    {
        end = ends(&token).1;
        rest = next;
    }
    Some(((hash.span(), end), rest))
}

fn over_comments(mut at: Mark<'_>) -> Mark<'_> {
    while let Some((_, rest)) = comment(at) {
        at = rest;
    }
    at
}

/// What stands in a group, which is taken.
fn contents<'a>(input: &ParseBuffer<'a>, delimiter: Delimiter) -> syn::Result<ParseBuffer<'a>> {
    let contents;
    match delimiter {
        Delimiter::Parenthesis => {
            syn::parenthesized!(contents in input);
        }
        Delimiter::Brace => {
            syn::braced!(contents in input);
        }
        Delimiter::Bracket => {
            syn::bracketed!(contents in input);
        }
        Delimiter::None => return Err(input.error("invisible brackets")),
    }
    Ok(contents)
}

/// First and last token; a group's are its delimiters.
pub(super) fn ends(token: &TokenTree) -> (Span, Span) {
    match token {
        TokenTree::Group(group) if group.delimiter() != Delimiter::None => (group.span_open(), group.span_close()),
        token => (token.span(), token.span()),
    }
}
