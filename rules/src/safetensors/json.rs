//! As much JSON as a header needs, read in place.

use core::fmt::{self, Write as _};

use super::Malformed;

/// A position in a header.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    pub(super) const fn at(&self) -> usize {
        self.at
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_spaces(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    pub(super) const fn error(&self, expected: &'static str) -> Malformed {
        Malformed::Json { at: self.at, expected }
    }

    /// Takes this byte, if it comes next.
    pub(super) fn eat(&mut self, byte: u8) -> bool {
        self.skip_spaces();
        let found = self.peek() == Some(byte);
        if found {
            self.at += 1;
        }
        found
    }

    pub(super) fn expect(&mut self, byte: u8, name: &'static str) -> Result<(), Malformed> {
        if self.eat(byte) { Ok(()) } else { Err(self.error(name)) }
    }

    /// Nothing but spaces follows.
    pub(super) fn end(&mut self) -> Result<(), Malformed> {
        self.skip_spaces();
        if self.peek().is_none() {
            Ok(())
        } else {
            Err(self.error("its end"))
        }
    }

    pub(super) fn string(&mut self) -> Result<Text<'a>, Malformed> {
        self.expect(b'"', "a string")?;
        let start = self.at;
        loop {
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => self.escape()?,
                Some(byte) if byte >= 0x20 => self.at += 1,
                _ => return Err(self.error("the rest of a string")),
            }
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        self.at += 1;
        Ok(Text(text))
    }

    fn escape(&mut self) -> Result<(), Malformed> {
        let mut rest = self.text.get(self.at..).unwrap_or_default().chars();
        let before = rest.as_str().len();
        match decode(&mut rest) {
            Some(_) => {
                self.at += before - rest.as_str().len();
                Ok(())
            }
            None => Err(self.error("an escape of JSON")),
        }
    }

    /// A whole number that is not negative.
    pub(super) fn number(&mut self) -> Result<usize, Malformed> {
        self.skip_spaces();
        let start = *self;
        let mut number = 0_usize;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            let next = number
                .checked_mul(10)
                .and_then(|number| number.checked_add(usize::from(digit - b'0')));
            number = next.ok_or_else(|| start.error("a number that memory can address"))?;
            self.at += 1;
        }
        let digits = self.at - start.at;
        let is_fraction = matches!(self.peek(), Some(b'.' | b'e' | b'E'));
        if digits == 0 || is_fraction || digits > 1 && start.peek() == Some(b'0') {
            return Err(start.error("a whole number"));
        }
        Ok(number)
    }
}

/// A string of the header; its escapes are resolved while it is read.
#[derive(Clone, Copy)]
pub struct Text<'a>(&'a str);

impl<'a> Text<'a> {
    /// The characters.
    pub fn chars(self) -> impl Iterator<Item = char> + 'a {
        let mut rest = self.0.chars();
        core::iter::from_fn(move || {
            if rest.as_str().starts_with('\\') {
                decode(&mut rest)
            } else {
                rest.next()
            }
        })
    }
}

/// The character that an escape stands for.
fn decode(rest: &mut core::str::Chars<'_>) -> Option<char> {
    rest.next()?;
    Some(match rest.next()? {
        mark @ ('"' | '\\' | '/') => mark,
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => {
            let unit = unit(rest)?;
            match char::from_u32(unit) {
                Some(letter) => letter,
                // The first half of a pair.
                None if unit < 0xdc00 && rest.next() == Some('\\') && rest.next() == Some('u') => {
                    let second = self::unit(rest)?.checked_sub(0xdc00).filter(|second| *second < 0x400)?;
                    char::from_u32(0x1_0000 + ((unit - 0xd800) << 10) + second)?
                }
                None => return None,
            }
        }
        _ => return None,
    })
}

/// Four hexadecimal digits.
fn unit(rest: &mut core::str::Chars<'_>) -> Option<u32> {
    (0..4).try_fold(0, |unit, _| Some(unit << 4 | rest.next()?.to_digit(16)?))
}

impl PartialEq for Text<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.chars().eq(other.chars())
    }
}

impl PartialEq<str> for Text<'_> {
    fn eq(&self, other: &str) -> bool {
        self.chars().eq(other.chars())
    }
}

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.chars().try_for_each(|letter| f.write_char(letter))
    }
}

impl fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}
