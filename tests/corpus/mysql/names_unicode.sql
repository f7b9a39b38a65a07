SET NAMES utf8mb4;
CREATE TABLE `größen` (`schlüssel` int PRIMARY KEY, `名前` varchar(20), `имя` varchar(20), `x y` int, KEY `índice` (`名前`));
CREATE TABLE `таблица` (id int AUTO_INCREMENT PRIMARY KEY, `größe` int, CONSTRAINT `связь` FOREIGN KEY (`größe`) REFERENCES `größen` (`schlüssel`));
CREATE TABLE case_of_names (id int PRIMARY KEY, `Straße` int, A int, a_ int);
INSERT INTO `größen` VALUES (1, '山田', 'Иван', 2);
INSERT INTO `таблица` (`größe`) VALUES (1);
