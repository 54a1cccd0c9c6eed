//! A way through tokens that never fails and always knows where it is.

use std::cell::Cell;

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};

use crate::syntax::{Place, Word};

/// Hands out the turns by which errors are put in the order of the source.
#[derive(Debug, Default)]
pub(super) struct Clock {
    turn: Cell<u32>,
    /// Where the first comment of another language is.
    comment: Cell<Option<Place>>,
}

impl Clock {
    fn next(&self) -> u32 {
        let turn = self.turn.get().saturating_add(1);
        self.turn.set(turn);
        turn
    }

    /// Where the first `# comment` is that was read over.
    pub(super) fn comment(&self) -> Option<Place> {
        self.comment.get()
    }
}

/// A position in a list of tokens.
#[derive(Debug)]
pub(super) struct Cursor<'clock> {
    tokens: Vec<TokenTree>,
    /// For each token whether it is a `<` whose `>` is missing.
    unclosed: Vec<bool>,
    next: usize,
    end: Span,
    clock: &'clock Clock,
    depth: u8,
}

/// Nothing sensible nests deeper than this, and the stack must hold.
const DEEPEST: u8 = 8;

impl<'clock> Cursor<'clock> {
    pub(super) fn new(stream: TokenStream, end: Span, clock: &'clock Clock) -> Self {
        let mut tokens = Vec::new();
        unwrap_fragments(stream, &mut tokens);
        if let Some((start, end)) = drop_comments(&mut tokens)
            && clock.comment.get().is_none()
        {
            let order = clock.next();
            clock.comment.set(Some(Place { start, end, order }));
        }
        let unclosed = unclosed(&tokens);
        Self {
            tokens,
            unclosed,
            next: 0,
            end,
            clock,
            depth: 0,
        }
    }

    /// A cursor over what a group holds.
    pub(super) fn inside(&self, group: &Group) -> Cursor<'clock> {
        let inside = Cursor::new(group.stream(), group.span_close(), self.clock);
        Cursor {
            depth: self.depth,
            ..inside
        }
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
        self.next = self.tokens.len();
    }

    pub(super) fn at_end(&self) -> bool {
        self.next >= self.tokens.len()
    }

    pub(super) fn peek(&self) -> Option<&TokenTree> {
        self.peek_at(0)
    }

    pub(super) fn peek_at(&self, ahead: usize) -> Option<&TokenTree> {
        self.tokens.get(self.next + ahead)
    }

    /// The place of the next token, or of the end.
    pub(super) fn here(&self) -> Place {
        let order = self.clock.next();
        match self.peek() {
            Some(token) => {
                let (start, end) = ends(token);
                Place { start, end, order }
            }
            None => Place {
                start: self.end,
                end: self.end,
                order,
            },
        }
    }

    /// Takes the next token.
    pub(super) fn take(&mut self) -> Option<(TokenTree, Place)> {
        let place = self.here();
        let token = self.peek()?.clone();
        self.next += 1;
        Some((token, place))
    }

    pub(super) fn is_punct(&self, ahead: usize, punct: char) -> bool {
        matches!(self.peek_at(ahead), Some(TokenTree::Punct(found)) if found.as_char() == punct)
    }

    /// Whether the next token is a `<` that is never closed.
    pub(super) fn is_unclosed(&self) -> bool {
        self.unclosed.get(self.next).copied().unwrap_or_default()
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

    /// Whether the keyword stands anywhere from here on, outside of groups.
    pub(super) fn contains_keyword(&self, keyword: &str) -> bool {
        let rest = self.tokens.get(self.next..).unwrap_or_default();
        rest.iter()
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
        let ident = ident.clone();
        let (_, place) = self.take()?;
        Some(Word { ident, place })
    }

    pub(super) fn eat_group(&mut self, delimiter: Delimiter) -> Option<(Group, Place)> {
        match self.peek() {
            Some(TokenTree::Group(group)) if group.delimiter() == delimiter => {
                let group = group.clone();
                let (_, place) = self.take()?;
                Some((group, place))
            }
            _ => None,
        }
    }

    /// A mark for [`since`](Self::since).
    pub(super) fn mark(&self) -> usize {
        self.next
    }

    /// Takes a token if none was taken since the mark: no loop stands still.
    pub(super) fn move_on_from(&mut self, mark: usize) {
        if self.next == mark {
            self.take();
        }
    }

    /// The tokens taken since the mark.
    pub(super) fn since(&self, mark: usize) -> TokenStream {
        self.tokens
            .get(mark..self.next)
            .unwrap_or_default()
            .iter()
            .cloned()
            .collect()
    }

    /// From `start` to the last token taken since the mark.
    pub(super) fn place_since(&self, mark: usize, start: Place) -> Place {
        let taken = self.tokens.get(mark..self.next).unwrap_or_default();
        let end = taken.last().map_or(start.end, |token| ends(token).1);
        Place { end, ..start }
    }

    /// Drops the last token, if it is this punctuation: the end of an outer `< … >`.
    pub(super) fn drop_last(&mut self, punct: char) -> bool {
        let found = matches!(self.tokens.last(), Some(TokenTree::Punct(last)) if last.as_char() == punct);
        if found && self.tokens.len() > self.next {
            self.tokens.pop();
        }
        found
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
            self.next += 1;
        }
    }
}

fn unclosed(tokens: &[TokenTree]) -> Vec<bool> {
    let mut unclosed = vec![false; tokens.len()];
    let mut open = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '<' => open.push(i),
            TokenTree::Punct(punct) if punct.as_char() == '>' => {
                open.pop();
            }
            _ => {}
        }
    }
    for i in open {
        if let Some(unclosed) = unclosed.get_mut(i) {
            *unclosed = true;
        }
    }
    unclosed
}

/// Drops what stands between a `#` of Python and the end of its line; gives the first of them.
fn drop_comments(tokens: &mut Vec<TokenTree>) -> Option<(Span, Span)> {
    let mut first = None;
    let mut from = 0;
    while let Some(start) = comment(tokens, from) {
        let rest = tokens.get(start..).unwrap_or_default();
        let line = rest.first().map(line);
        let length = rest.iter().take_while(|token| Some(self::line(token)) == line).count();
        let comment: Vec<TokenTree> = tokens.drain(start..start + length).collect();
        if let (Some(start), Some(end)) = (comment.first(), comment.last()) {
            first.get_or_insert((start.span(), ends(end).1));
        }
        from = start;
    }
    first
}

/// The next `#` that begins no attribute.
fn comment(tokens: &[TokenTree], from: usize) -> Option<usize> {
    let is_hash = |place: usize| matches!(tokens.get(place), Some(TokenTree::Punct(punct)) if punct.as_char() == '#');
    let begins_an_attribute = |place: usize| match tokens.get(place + 1) {
        Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::Bracket,
        Some(TokenTree::Punct(punct)) => punct.as_char() == '!',
        _ => false,
    };
    (from..tokens.len()).find(|place| is_hash(*place) && !begins_an_attribute(*place))
}

fn line(token: &TokenTree) -> usize {
    ends(token).0.start().line
}

/// First and last token; a group's are its delimiters.
fn ends(token: &TokenTree) -> (Span, Span) {
    match token {
        TokenTree::Group(group) if group.delimiter() != Delimiter::None => (group.span_open(), group.span_close()),
        token => (token.span(), token.span()),
    }
}

/// What `macro_rules!` passes on as `$size:expr` or `$layer:ty` stands in invisible brackets. A name, a number or a
/// layer is as good without; an expression keeps them and is taken for a const expression.
fn unwrap_fragments(stream: TokenStream, tokens: &mut Vec<TokenTree>) {
    for token in stream {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None && is_plain(&group.stream()) => {
                unwrap_fragments(group.stream(), tokens);
            }
            token => tokens.push(token),
        }
    }
}

fn is_plain(stream: &TokenStream) -> bool {
    stream.clone().into_iter().enumerate().all(|(i, token)| match token {
        TokenTree::Punct(punct) => match punct.as_char() {
            '-' => i == 0,
            other => matches!(other, ':' | '<' | '>' | ',' | '='),
        },
        TokenTree::Group(group) => group.delimiter() == Delimiter::None && is_plain(&group.stream()),
        TokenTree::Ident(_) | TokenTree::Literal(_) => true,
    })
}
