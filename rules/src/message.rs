//! Text that can be put together while compiling.

use core::fmt;

use crate::shape::Shape;

const CAPACITY: usize = 768;

/// Quoted source is cut here, so that a message stays a message.
const LONGEST_QUOTE: usize = 120;

/// The text of one mistake: a sentence, and on the next line `help:` with the mend.
#[derive(Clone, Copy)]
pub struct Message {
    bytes: [u8; CAPACITY],
    len: usize,
}

impl Message {
    /// An empty message.
    pub const fn new() -> Self {
        Self {
            bytes: [0; CAPACITY],
            len: 0,
        }
    }

    /// The text so far.
    pub const fn as_str(&self) -> &str {
        let (text, _) = self.bytes.split_at(self.len);
        match core::str::from_utf8(text) {
            Ok(text) => text,
            // Only whole characters are ever pushed.
            Err(_) => "",
        }
    }

    /// Appends text; what exceeds the capacity is left out from the last whole character on.
    #[must_use]
    pub const fn text(mut self, text: &str) -> Self {
        self.push_bytes(text.as_bytes(), CAPACITY);
        self
    }

    /// Appends a number in decimal.
    #[must_use]
    pub const fn number(mut self, number: usize) -> Self {
        let mut digits = [0; 20];
        let mut start = digits.len();
        let mut rest = number;
        loop {
            start -= 1;
            digits[start] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        let (_, digits) = digits.split_at(start);
        self.push_bytes(digits, CAPACITY);
        self
    }

    /// Appends a number that may be negative.
    #[must_use]
    pub const fn signed(self, number: isize) -> Self {
        let message = if number < 0 { self.text("−") } else { self };
        message.number(number.unsigned_abs())
    }

    /// Appends source code in back quotes, cut short where it is very long.
    #[must_use]
    pub const fn quote(self, source: &str) -> Self {
        let mut quoted = self.text("`");
        let limit = quoted.len + LONGEST_QUOTE;
        if !quoted.push_bytes(source.as_bytes(), limit) {
            quoted = quoted.text("…");
        }
        quoted.text("`")
    }

    /// Appends the sizes of a shape: `3 × 3 × 8`.
    #[must_use]
    pub const fn shape(self, shape: Shape) -> Self {
        match shape {
            Shape::Vector(features) => self.number(features),
            Shape::Sequence(steps, channels) => self.number(steps).text(" × ").number(channels),
            Shape::Image(height, width, channels) => self
                .number(height)
                .text(" × ")
                .number(width)
                .text(" × ")
                .number(channels),
        }
    }

    /// Appends what a shape is, and its sizes: `an image of 3 × 3 × 8`.
    #[must_use]
    pub const fn kind_of(self, shape: Shape) -> Self {
        match shape {
            Shape::Vector(_) => self.text("a vector of "),
            Shape::Sequence(..) => self.text("a sequence of "),
            Shape::Image(..) => self.text("an image of "),
        }
        .shape(shape)
    }

    /// Appends bytes up to a limit, whole characters only; says whether all of them went in.
    const fn push_bytes(&mut self, bytes: &[u8], limit: usize) -> bool {
        let limit = if limit < CAPACITY { limit } else { CAPACITY };
        let mut end = bytes.len();
        if end > limit.saturating_sub(self.len) {
            end = limit.saturating_sub(self.len);
            // Back to the start of a character.
            while end > 0 && bytes[end] & 0b1100_0000 == 0b1000_0000 {
                end -= 1;
            }
        }
        let (fitting, rest) = bytes.split_at(end);
        let (_, room) = self.bytes.split_at_mut(self.len);
        let (room, _) = room.split_at_mut(end);
        room.copy_from_slice(fitting);
        self.len += end;
        rest.is_empty()
    }
}

impl Default for Message {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), formatter)
    }
}

impl fmt::Display for Message {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_put_together_while_compiling() {
        const MESSAGE: Message = Message::new()
            .quote("Dense<8>")
            .text(" gives ")
            .kind_of(Shape::Image(3, 10, 0))
            .text("!");
        assert_eq!(MESSAGE.as_str(), "`Dense<8>` gives an image of 3 × 10 × 0!");
        assert_eq!(Message::new().number(usize::MAX).as_str(), "18446744073709551615");
    }

    #[test]
    fn cuts_at_whole_characters() {
        let mut message = Message::new();
        for _ in 0..CAPACITY {
            message = message.text("é×");
        }
        assert_eq!(message.as_str().chars().filter(|&c| c == 'é').count(), CAPACITY / 4);
        let long = [b'x'; 500];
        let quoted = Message::new().quote(core::str::from_utf8(&long).unwrap());
        assert_eq!(quoted.as_str().chars().count(), LONGEST_QUOTE + 3);
        assert!(quoted.as_str().ends_with("x…`"));
    }
}
