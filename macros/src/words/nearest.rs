//! "Did you mean".

/// The candidate that a misspelt word stands for, if one is near enough.
pub(crate) fn nearest<'a>(word: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let plain = plain(word);
    if plain.is_empty() || plain.len() > 40 {
        return None;
    }
    // About one slip in three letters is a slip; more is another word.
    let limit = plain.chars().count().div_ceil(3).min(3);
    candidates
        .iter()
        // Each letter more or less is a slip at least.
        .filter(|candidate| candidate.len().abs_diff(plain.len()) <= limit + candidate.matches('_').count())
        .map(|candidate| (distance(&plain, &self::plain(candidate)), *candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The word without case and underscores: `Max_Pool2D` is `maxpool2d`.
pub(super) fn plain(word: &str) -> String {
    word.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Letters to insert, drop, replace or swap with their neighbour (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut previous_a = None;
    for (i, letter) in a.chars().enumerate() {
        let mut row = vec![i + 1];
        let mut previous_b = None;
        for (j, &other) in b.iter().enumerate() {
            let at = |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX - 1);
            let mut cost = (at(&last, j + 1) + 1)
                .min(at(&row, j) + 1)
                .min(at(&last, j) + usize::from(letter != other));
            if previous_a == Some(other) && previous_b == Some(letter) && j > 0 {
                cost = cost.min(at(&before_last, j - 1) + 1);
            }
            row.push(cost);
            previous_b = Some(other);
        }
        before_last = core::mem::replace(&mut last, row);
        previous_a = Some(letter);
    }
    last.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        for (a, b, expected) in [
            ("relu", "relu", 0),
            ("rleu", "relu", 1),
            ("dens", "dense", 1),
            ("abc", "", 3),
            ("", "ab", 2),
        ] {
            assert_eq!(distance(a, b), expected, "{a} {b}");
        }
    }

    #[test]
    fn finds_slips_and_no_strangers() {
        let words = ["Dense", "Dropout", "Conv2d", "Relu"];
        assert_eq!(nearest("Desne", &words), Some("Dense"));
        assert_eq!(nearest("conv_2D", &words), Some("Conv2d"));
        assert_eq!(nearest("Drpout", &words), Some("Dropout"));
        assert_eq!(nearest("Transformer", &words), None);
        assert_eq!(nearest("é×", &words), None);
    }
}
